package dev.hookstream.dispatcher.config;

import dev.hookstream.topology.contract.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Settings from environment variables: each setting has one, see {@link Setting#variable}. */
final class Variables {
  private static final String PREFIX = "HOOKSTREAM_";

  /** Read by the start script, by the commands that call the API, and before the first log line. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "HOOKSTREAM_JAVA_HOME",
          "HOOKSTREAM_JAVA_OPTS",
          "HOOKSTREAM_URL",
          "HOOKSTREAM_CONFIG",
          "HOOKSTREAM_API_KEY",
          "HOOKSTREAM_SECRET",
          "HOOKSTREAM_LOG_FORMAT",
          "HOOKSTREAM_LOG_LEVEL",
          "HOOKSTREAM_LOG_ATTEMPTS");

  private static final Map<String, Setting> BY_VARIABLE =
      Settings.ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::variable, s -> s));

  private Variables() {}

  /** Puts what the environment says over what is there; names it does not know are problems. */
  static void read(
      Map<String, String> environment, Map<String, Given> values, List<String> problems) {
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (name.startsWith(PREFIX) && !NOT_OURS.contains(name)) {
                one(name, text, values, problems);
              }
            });
  }

  private static void one(
      String name, String text, Map<String, Given> values, List<String> problems) {
    Given given = new Given(text, "variable " + name);
    Setting setting = BY_VARIABLE.get(name);
    if (setting != null && setting.kind() != Setting.Kind.MAP) {
      values.put(setting.key(), given);
      return;
    }
    for (Setting map : Settings.ALL) {
      String start = map.variable() + "_";
      if (map.kind() == Setting.Kind.MAP && name.startsWith(start)) {
        String entry = name.substring(start.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        values.put(map.key() + "." + entry, given);
        return;
      }
    }
    problems.add(given.origin() + ": no such setting" + Nearest.hint(name, BY_VARIABLE.keySet()));
  }
}
