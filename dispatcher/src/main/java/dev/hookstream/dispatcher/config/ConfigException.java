package dev.hookstream.dispatcher.config;

import java.util.List;

/** The settings cannot be used; the message names all that is wrong, one problem a line. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** With every problem that was found, each a sentence with its place. */
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each a sentence with its place; never holds the value of a secret. */
  public List<String> problems() {
    return problems;
  }
}
