package dev.hookstream.dispatcher;

import dev.hookstream.dispatcher.cli.HookstreamCommand;
import dev.hookstream.dispatcher.config.LogVariables;
import java.util.Locale;

/** The program: {@code ./hookstream} calls it with its own arguments. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    chooseLogging(arguments);
    System.exit(HookstreamCommand.run(arguments));
  }

  /** Before the first logger is made: lines for people, but JSON where programs collect them. */
  private static void chooseLogging(String[] arguments) {
    String property = "logback.configurationFile";
    if (System.getProperty(property) == null && arguments.length > 0) {
      String format =
          System.getenv().getOrDefault("HOOKSTREAM_LOG_FORMAT", "").toLowerCase(Locale.ROOT);
      // The command refuses them, with whatever else is wrong; until then nothing floods.
      LogVariables.unusable(System.getenv()).forEach(name -> System.setProperty(name, "WARN"));
      if (arguments[0].equals("serve") || arguments[0].equals("dev")) {
        boolean collected =
            arguments[0].equals("serve") && !Boolean.getBoolean("hookstream.terminal");
        boolean json = format.equals("json") || (collected && !format.equals("text"));
        System.setProperty(property, json ? "logback-json.xml" : "logback.xml");
      } else if (arguments[0].equals("demo")) {
        // Its screen is no place for a log.
        System.setProperty(property, "logback-demo.xml");
      } else {
        System.setProperty(property, "logback-tool.xml");
      }
    }
  }
}
