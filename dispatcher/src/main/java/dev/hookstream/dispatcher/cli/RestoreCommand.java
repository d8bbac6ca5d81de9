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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The settings of the new installation, keyset included.")
  private @Nullable Path config;

  @Option(
      names = "--merge",
      description = "Where there are keys and webhooks: they stay, and what is missing is added.")
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
    Config installed = ConfigReader.read(config, System.getenv());
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
    if (done.keysThere() > 0 || done.endpointsThere() > 0) {
      out.printf(
          "%d API keys and %d webhooks were there, and are as they were.%n",
          done.keysThere(), done.endpointsThere());
    }
    out.println(
        "Events are read from where this installation stands; of mirrored ones, those from "
            + backup.resumeAt().map(Object::toString).orElse("any time")
            + " on are missing (docs/operate/backup.md).");
    out.flush();
    return 0;
  }
}
