package dev.hookstream.dispatcher.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Typed reading of given values; notes what is wrong and goes on with the default. */
final class Values {
  private final Map<String, Given> given;
  private final List<String> problems;

  Values(Map<String, Given> given, List<String> problems) {
    this.given = given;
    this.problems = problems;
  }

  Optional<String> optional(String key) {
    Given value = given.get(key);
    String text = value == null ? setting(key).fallback() : value.text();
    return Optional.ofNullable(text).filter(some -> !some.isBlank());
  }

  String text(String key) {
    return optional(key).orElse("");
  }

  /** A text that must be there. */
  String required(String key) {
    return optional(key)
        .orElseGet(
            () -> {
              problems.add(
                  "`"
                      + key
                      + "` is not set (variable "
                      + setting(key).variable()
                      + "): "
                      + setting(key).meaning());
              return "";
            });
  }

  int number(String key, int least, int most) {
    return (int) longNumber(key, least, most);
  }

  long longNumber(String key, long least, long most) {
    String text = text(key).replace("_", "");
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the sentence below says what is expected
    }
    wrong(key, "a whole number from " + least + " to " + most + " is expected");
    return Math.max(least, 1);
  }

  boolean truth(String key) {
    String text = text(key).toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) {
      wrong(key, "`true` or `false` is expected");
    }
    return text.equals("true");
  }

  List<String> list(String key) {
    return Arrays.stream(text(key).split(",", -1))
        .map(String::trim)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** One of an enum's names, in small letters. */
  <E extends Enum<E>> @Nullable E choice(String key, String text, Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text.toLowerCase(Locale.ROOT))) {
        return constant;
      }
      names.add("`" + name + "`");
    }
    wrong(key, "one of " + String.join(", ", names) + " is expected");
    return null;
  }

  /** A map's entries, without the setting's key. */
  Map<String, String> entries(String key) {
    Map<String, String> entries = new HashMap<>();
    given.forEach(
        (name, value) -> {
          if (name.startsWith(key + ".")) {
            entries.put(name.substring(key.length() + 1), value.text());
          }
        });
    return entries;
  }

  /** Notes a problem with a setting, at the place where it was given. The value is not shown. */
  void wrong(String key, String what) {
    Given value = given.get(key);
    problems.add((value == null ? "" : value.origin() + ": ") + "`" + key + "`: " + what);
  }

  private static Setting setting(String key) {
    Setting setting = Settings.BY_KEY.get(key);
    if (setting == null) {
      throw new IllegalArgumentException("no setting " + key);
    }
    return setting;
  }
}
