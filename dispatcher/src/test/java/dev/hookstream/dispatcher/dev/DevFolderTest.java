package dev.hookstream.dispatcher.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevFolderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFolderWithLogsOfSomebodyElseIsRefusedAgainAndAgainAndLeftAsItIs(boolean fresh)
      throws IOException {
    Path log = write("logs/theirs.log");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> DevFolder.open(folder, fresh))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("(logs)")
          .hasMessageContaining("--data");
    }
    assertThat(log).hasContent("kept");
    assertThat(folder).isDirectoryNotContaining("glob:**/lock");
  }

  @Test
  void aLinkToNowhereIsNotOursEither() throws IOException {
    Files.createSymbolicLink(folder.resolve("state"), Path.of("nowhere"));
    assertThatThrownBy(() -> DevFolder.open(folder, true))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("(state)");
  }

  @Test
  void freshDeletesWhatAnEarlierRunHasLeftAndNothingElse() throws IOException {
    Path theirs = write("notes.txt");
    String key;
    try (DevFolder first = DevFolder.open(folder, false)) {
      key = first.operatorKey();
      write("kafka/events-0/00.log");
    }
    try (DevFolder second = DevFolder.open(folder, false)) {
      assertThat(second.operatorKey()).isEqualTo(key);
    }
    try (DevFolder third = DevFolder.open(folder, true)) {
      assertThat(folder.resolve("kafka")).doesNotExist();
      assertThat(third.operatorKey()).isNotEqualTo(key);
    }
    assertThat(theirs).hasContent("kept");
  }

  @Test
  void freshTakesAFolderThatIsNotThereYet() {
    try (DevFolder opened = DevFolder.open(folder.resolve("a/b"), true)) {
      assertThat(opened.resolve("lock")).exists();
    }
  }

  @Test
  void aFolderInUseIsRefused() {
    try (DevFolder opened = DevFolder.open(folder, false)) {
      assertThatThrownBy(() -> DevFolder.open(folder, true))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("in use");
      assertThat(opened.resolve("lock")).exists();
    }
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "kept");
  }
}
