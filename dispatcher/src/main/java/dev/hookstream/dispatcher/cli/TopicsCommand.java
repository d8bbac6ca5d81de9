package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.Difference;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code topics}: makes the topics, or says how they differ from what is needed. */
@Command(name = "topics", description = "Makes the topics, or checks them.")
final class TopicsCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new picocli.CommandLine.ParameterException(
        spec.commandLine(), "Say `topics create` or `topics check`.");
  }

  @Command(name = "create", description = "Makes the topics that are missing.")
  int create(@Option(names = "--config", paramLabel = "FILE") @Nullable Path config) {
    PrintWriter out = spec.commandLine().getOut();
    List<String> made = admin(config).create();
    made.forEach(name -> out.println("made " + name));
    if (made.isEmpty()) {
      out.println("all topics are there");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "check",
      description = "Says how the topics differ from what is needed; exit code 1 where they do.")
  int check(@Option(names = "--config", paramLabel = "FILE") @Nullable Path config) {
    PrintWriter out = spec.commandLine().getOut();
    List<Difference> differences = admin(config).check();
    differences.forEach(out::println);
    if (differences.isEmpty()) {
      out.println("all topics are as they should be");
    }
    out.flush();
    return differences.isEmpty() ? 0 : 1;
  }

  private static TopicAdmin admin(@Nullable Path config) {
    return new TopicAdmin(ConfigReader.kafka(config, System.getenv()));
  }
}
