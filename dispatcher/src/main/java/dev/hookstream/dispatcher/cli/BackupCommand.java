package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.backup.Backup;
import dev.hookstream.dispatcher.backup.BackupFile;
import dev.hookstream.dispatcher.backup.TakeBackup;
import dev.hookstream.dispatcher.config.ConfigReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backup}: what is needed to build this installation anew, in a file. */
@Command(
    name = "backup",
    description =
        "Writes API keys (as hashes), webhooks and alert settings to a file, read from Kafka:"
            + " secrets stay sealed, and need the keyset, which is not in it. Of the settings, how to"
            + " reach Kafka is enough.",
    footer = {"", "Example:", "  hookstream backup hooks.ndjson --config hookstream.yml"})
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A new file.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path file;

  @Mixin private ConfigFile config = new ConfigFile();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Backup backup =
        new TakeBackup(ConfigReader.kafka(config.path(), System.getenv()), spec.root().version()[0])
            .take();
    BackupFile.write(file, backup);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %d API keys, %d webhooks, settings of %d workspaces; of the cluster %s%n",
        file,
        backup.keys().size(),
        backup.endpoints().size(),
        backup.workspaces().size(),
        backup.origin().clusterId());
    out.println("Keep the keyset elsewhere; its keys in use: " + backup.origin().keyIds());
    out.printf(
        "%,d events were not read yet; on another cluster, read on from %s%n",
        backup.waiting(), backup.resumeAt().map(Object::toString).orElse("any time"));
    out.println("Not in it: what waits in retries and lanes, dead letters, the log.");
    out.flush();
    return 0;
  }
}
