package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.backup.Backup;
import dev.hookstream.dispatcher.backup.BackupFile;
import dev.hookstream.dispatcher.backup.Restore;
import dev.hookstream.dispatcher.backup.RestoreCheck;
import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.topology.contract.ContractException;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.Keyring;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: puts a backup into an installation. */
@Command(
    name = "restore",
    description =
        "Puts what `backup` wrote into an empty installation whose topics are there and of which an"
            + " instance runs; refused where it is not empty, or the keyset is another one.",
    footer = {"", "Example:", "  hookstream restore hooks.ndjson --config new-cluster.yml"})
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What `backup` wrote.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path file;

  @Mixin private ConfigFile config = new ConfigFile();

  @Option(
      names = "--merge",
      description =
          "Where there are keys and webhooks: they stay, what was deleted there since the backup"
              + " stays deleted, and what is missing otherwise is added.")
  private boolean merge;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long an instance may take to apply it (${DEFAULT-VALUE}).")
  private int seconds;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, ContractException {
    Backup backup = BackupFile.read(file);
    Config installed = ConfigReader.read(config.path(), System.getenv());
    RestoreCheck check =
        new RestoreCheck(
            Keyring.fromJson(installed.secrets().keyset()),
            Contracts.load(installed.contracts().orElse(null)));
    Restore.Done done =
        new Restore(installed.kafka(), check).run(backup, merge, Duration.ofSeconds(seconds));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Restored %d API keys, %d webhooks, settings of %d workspaces; all of it is applied.%n",
        done.keys(), done.endpoints(), done.workspaces());
    kept(out, "Kept as they are there", done.there());
    kept(out, "Not brought back, since they were deleted there since the backup", done.gone());
    if (!done.deletionsKnown()) {
      out.println(
          "What was deleted there soon after the backup may be back: the topic audit does not"
              + " reach so far back (docs/operate/backup.md).");
    }
    out.println(
        "Events are read from where this installation stands; of mirrored ones, those from "
            + backup.resumeAt().map(Object::toString).orElse("any time")
            + " on are missing (docs/operate/backup.md).");
    out.flush();
    return 0;
  }

  private static void kept(PrintWriter out, String why, Restore.Kept kept) {
    if (!kept.isNothing()) {
      out.printf(
          "%s: %d API keys, %d webhooks, alert settings of %d workspaces.%n",
          why, kept.keys(), kept.endpoints(), kept.alerts());
    }
  }
}
