package dev.hookstream.dispatcher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is said about the log: in variables alone, since it is needed before a settings file is
 * read. The logging library takes a level that it does not know for DEBUG, without a word.
 */
public final class LogVariables {
  private static final List<String> LEVELS =
      List.of("off", "error", "warn", "info", "debug", "trace");
  private static final Map<String, List<String>> ALLOWED = new LinkedHashMap<>();

  static {
    ALLOWED.put("HOOKSTREAM_LOG_FORMAT", List.of("", "json", "text"));
    ALLOWED.put("HOOKSTREAM_LOG_LEVEL", LEVELS);
    ALLOWED.put("HOOKSTREAM_LOG_ATTEMPTS", LEVELS);
  }

  private LogVariables() {}

  /** A sentence for each that cannot be used. */
  static List<String> problems(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    for (String name : unusable(environment)) {
      problems.add(
          "variable "
              + name
              + ": one of "
              + ALLOWED.getOrDefault(name, List.of()).stream()
                  .filter(word -> !word.isEmpty())
                  .map(word -> "`" + word + "`")
                  .collect(Collectors.joining(", "))
              + " is expected");
    }
    return problems;
  }

  /** The names of those that cannot be used. */
  public static List<String> unusable(Map<String, String> environment) {
    return ALLOWED.entrySet().stream()
        .filter(one -> environment.containsKey(one.getKey()))
        .filter(
            one ->
                !one.getValue()
                    .contains(environment.getOrDefault(one.getKey(), "").toLowerCase(Locale.ROOT)))
        .map(Map.Entry::getKey)
        .toList();
  }
}
