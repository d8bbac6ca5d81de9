package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.bench.BenchCommand;
import dev.hookstream.topology.state.Generation;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code hookstream}, which holds the others. */
@Command(
    name = "hookstream",
    description = "A Kafka-native webhook dispatcher.",
    mixinStandardHelpOptions = true,
    versionProvider = HookstreamCommand.Version.class,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused, or failed",
      "2:the arguments are wrong",
      "3:the API cannot be reached"
    },
    subcommands = {
      DevCommand.class,
      DemoCommand.class,
      ReceiveCommand.class,
      FeedCommand.class,
      ServeCommand.class,
      TopicsCommand.class,
      KeysetCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      WebhooksCommand.class,
      EventsCommand.class,
      PublishCommand.class,
      TriggerCommand.class,
      ListenCommand.class,
      VerifyCommand.class,
      DeliveriesCommand.class,
      ReplayCommand.class,
      DeadLettersCommand.class,
      RejectedCommand.class,
      KeysCommand.class,
      LagCommand.class,
      HealthCommand.class,
      CompletionCommand.class,
      BenchCommand.class,
      CapacityCommand.class
    })
public final class HookstreamCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of a failure.")
  private boolean verbose;

  /** What {@code --version} says. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"0.1.0, generation " + Generation.id()};
    }
  }

  /**
   * Runs one command on this process's output.
   *
   * @return 0 where it succeeded, 1 where it failed or was refused, 2 where the arguments are
   *     wrong, 3 where the API cannot be reached
   */
  public static int run(String... arguments) {
    return command().execute(arguments);
  }

  /** The same with an output of the caller's. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return command().setOut(out).setErr(err).execute(arguments);
  }

  private static CommandLine command() {
    HookstreamCommand root = new HookstreamCommand();
    return new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> Failures.report(failure, command, root.verbose));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
  }
}
