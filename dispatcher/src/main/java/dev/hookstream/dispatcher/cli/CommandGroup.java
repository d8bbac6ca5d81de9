package dev.hookstream.dispatcher.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that holds others: without one of them it says which there are. */
abstract class CommandGroup implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  final CommandSpec spec() {
    return spec;
  }

  @Override
  public void run() {
    List<String> names = spec.subcommands().keySet().stream().sorted().toList();
    int last = names.size() - 1;
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: "
            + String.join(", ", names.subList(0, last))
            + " or "
            + names.get(last)
            + ".");
  }
}
