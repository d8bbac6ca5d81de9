package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetCommandTest {
  @Test
  void init_makes_what_is_missing_and_leaves_what_is_there(@TempDir Path folder)
      throws IOException {
    Path secrets = folder.resolve("secrets");
    assertThat(HookstreamCommand.run("keyset", "init", secrets.toString())).isZero();
    String keyset = Files.readString(secrets.resolve("keyset.json"));
    String key = Files.readString(secrets.resolve("operator-key"));
    assertThat(Keyring.fromJson(keyset)).isNotNull();
    assertThat(key).hasSizeGreaterThanOrEqualTo(16);
    assertThat(Files.getPosixFilePermissions(secrets.resolve("operator-key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    assertThat(HookstreamCommand.run("keyset", "init", secrets.toString())).isZero();
    assertThat(secrets.resolve("keyset.json")).hasContent(keyset);
    assertThat(secrets.resolve("operator-key")).hasContent(key);
  }
}
