package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.dev.SecretFiles;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keyset}: makes the keys under which endpoints' secrets are sealed, and rotates them. */
@Command(
    name = "keyset",
    description = "Makes or rotates the keys that seal secrets; prints them: keep them safe.")
final class KeysetCommand extends CommandGroup {
  @Command(name = "new", description = "Prints a new keyset.")
  int make() {
    return print(Keyring.generateJson());
  }

  @Command(
      name = "init",
      description =
          "Makes what is missing of keyset.json and operator-key in a folder, for their owner's eyes.")
  int init(@Parameters(paramLabel = "FOLDER") Path folder) throws IOException {
    SecretFiles files = new SecretFiles(Files.createDirectories(folder));
    files.keyset();
    files.operatorKey();
    return 0;
  }

  @Command(
      name = "rotate",
      description = "Prints the keyset of a file with a new first key; the old ones still open.")
  int rotate(@Parameters(paramLabel = "FILE") Path file) throws IOException {
    return print(Keyring.rotateJson(Files.readString(file)));
  }

  private int print(String keyset) {
    PrintWriter out = spec().commandLine().getOut();
    out.println(keyset);
    out.flush();
    return 0;
  }
}
