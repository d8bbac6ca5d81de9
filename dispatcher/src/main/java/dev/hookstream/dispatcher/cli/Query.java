package dev.hookstream.dispatcher.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path with its query. For one thread. */
final class Query {
  private final StringBuilder path;
  private char before = '?';

  Query(String path) {
    this.path = new StringBuilder(path);
  }

  /** Adds a parameter; none where there is no value. */
  Query with(String name, @Nullable Object value) {
    if (value != null) {
      path.append(before).append(name).append('=').append(encoded(value.toString()));
      before = '&';
    }
    return this;
  }

  /** A piece of a path, as somebody typed it. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
