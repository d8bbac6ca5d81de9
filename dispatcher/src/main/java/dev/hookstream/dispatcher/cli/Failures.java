package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.backup.BackupException;
import dev.hookstream.dispatcher.config.ConfigException;
import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import dev.hookstream.dispatcher.receive.Text;
import dev.hookstream.topology.contract.ContractException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/** A failure in words, and its exit code. */
final class Failures {
  private Failures() {}

  static int report(Exception failure, CommandLine command, boolean verbose) {
    PrintWriter err = command.getErr();
    Throwable cause = unwrapped(failure);
    String words = "hookstream: " + sentence(cause, verbose);
    // What a server says is among them: it may move no cursor and make no lines.
    (cause instanceof CliException ? Stream.of(words) : words.lines())
        .map(Text::clean)
        .forEach(err::println);
    if (verbose) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      trace.toString().replace("\t", "    ").lines().map(Text::clean).forEach(err::println);
    }
    err.flush();
    return cause instanceof CliException told ? told.exitCode() : CommandLine.ExitCode.SOFTWARE;
  }

  private static String sentence(Throwable cause, boolean verbose) {
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    if (cause instanceof ConfigException problems) {
      return "the settings cannot be used:\n  " + String.join("\n  ", problems.problems());
    }
    if (cause instanceof KafkaException) {
      return "Kafka: " + message;
    }
    if (cause instanceof CliException
        || cause instanceof BackupException
        || cause instanceof EmbeddedServerException
        || cause instanceof ContractException
        || cause instanceof IllegalArgumentException) {
      return message;
    }
    return cause.getClass().getSimpleName()
        + (message.isEmpty() ? "" : ": " + message)
        + (verbose ? "" : " (--verbose shows where)");
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapper =
        failure instanceof ExecutionException || failure instanceof CompletionException;
    return wrapper && cause != null ? unwrapped(cause) : failure;
  }
}
