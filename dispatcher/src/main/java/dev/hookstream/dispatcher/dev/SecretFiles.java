package dev.hookstream.dispatcher.dev;

import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/** An installation's own secrets, each a file that only its owner may read; made where missing. */
public final class SecretFiles {
  private final Path folder;

  /** In a folder that is there. */
  public SecretFiles(Path folder) {
    this.folder = folder;
  }

  /** The keyset that seals secrets: {@code keyset.json}. */
  public String keyset() {
    return secret("keyset.json", Keyring::generateJson);
  }

  /** The operator's key: {@code operator-key}. */
  public String operatorKey() {
    return secret(
        "operator-key",
        () -> {
          byte[] random = new byte[16];
          new SecureRandom().nextBytes(random);
          return "op_" + HexFormat.of().formatHex(random);
        });
  }

  private String secret(String name, Supplier<String> generator) {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        // Complete or not there at all: half a keyset would make every secret unreadable.
        Path fresh = folder.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        PrivateFiles.write(fresh, generator.get());
        Files.move(fresh, file);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + file + " cannot be used", e);
    }
  }
}
