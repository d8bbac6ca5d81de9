package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.Difference;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.rights.Right;
import dev.hookstream.dispatcher.rights.Rights;
import dev.hookstream.dispatcher.run.StartChecks;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code topics}: makes the topics, or says how they differ from what is needed. */
@Command(
    name = "topics",
    description = "Makes the topics, checks them, or prints the rights to them.")
final class TopicsCommand extends CommandGroup {
  @Command(name = "create", description = "Makes the topics that are missing.")
  int create(@Mixin ConfigFile config) {
    PrintWriter out = spec().commandLine().getOut();
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
      description = {
        "Says how the topics, and what may be done with them, differ from what an instance with"
            + " these settings needs; exit code 1 where they do."
      })
  int check(@Mixin ConfigFile config) {
    PrintWriter out = spec().commandLine().getOut();
    List<Difference> differences = checks(config).differences();
    differences.forEach(out::println);
    if (differences.isEmpty()) {
      out.println("all topics are as they should be");
    }
    out.flush();
    return differences.isEmpty() ? 0 : 1;
  }

  @Command(
      name = "acls",
      description = "Prints the arguments with which kafka-acls.sh gives a principal its rights.")
  int acls(
      @Mixin ConfigFile config,
      @Option(
              names = "--for",
              paramLabel = "WHO",
              defaultValue = "instance",
              description = {
                "instance: an instance with the roles of these settings (as if unsaid);",
                "upstream: who publishes to Kafka; operator: who runs `topics create`;",
                "backup, restore, bench: who runs that command."
              })
          Who who,
      @Option(
              names = "--principal",
              paramLabel = "PRINCIPAL",
              defaultValue = "User:hookstream",
              description = "Whom to give them to; User:hookstream if unsaid.")
          String principal) {
    PrintWriter out = spec().commandLine().getOut();
    List<Right> rights =
        switch (who) {
          case INSTANCE -> checks(config).rights();
          case UPSTREAM -> Rights.of(kafka(config), List.of(Rights.Holder.UPSTREAM));
          case OPERATOR -> Rights.of(kafka(config), List.of(Rights.Holder.OPERATOR));
          case BACKUP -> Rights.of(kafka(config), List.of(Rights.Holder.BACKUP));
          case RESTORE -> Rights.of(kafka(config), List.of(Rights.Holder.RESTORE));
          case BENCH -> Rights.of(kafka(config), List.of(Rights.Holder.BENCH));
        };
    rights.forEach(right -> out.println(right.command(principal)));
    out.flush();
    return 0;
  }

  /** Whom rights are printed for. */
  enum Who {
    INSTANCE,
    UPSTREAM,
    OPERATOR,
    BACKUP,
    RESTORE,
    BENCH
  }

  private static StartChecks checks(ConfigFile config) {
    return new StartChecks(kafka(config), ConfigReader.roles(config.path(), System.getenv()));
  }

  private static KafkaSettings kafka(ConfigFile config) {
    return ConfigReader.kafka(config.path(), System.getenv());
  }

  private static TopicAdmin admin(ConfigFile config) {
    return new TopicAdmin(kafka(config));
  }
}
