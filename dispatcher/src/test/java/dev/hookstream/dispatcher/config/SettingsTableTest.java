package dev.hookstream.dispatcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  private static final Path PAGE = Path.of("..", "docs", "operate.md");

  @Test
  void theDocumentationListsEverySettingAsItIs() throws IOException {
    assertThat(Files.readString(PAGE))
        .as("paste this table into docs/operate.md:%n%s", Settings.table())
        .contains(Settings.table());
  }

  @Test
  void noTwoSettingsShareAVariable() {
    assertThat(Settings.ALL).extracting(Setting::variable).doesNotHaveDuplicates();
  }
}
