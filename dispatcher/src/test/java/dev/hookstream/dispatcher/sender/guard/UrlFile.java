package dev.hookstream.dispatcher.sender.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of URLs that every place that takes a URL is tested with. */
public final class UrlFile {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

  private UrlFile() {}

  /** A URL that must be refused, and a word of the reason. */
  public record Hostile(String word, String url) {}

  /** All that must be refused. */
  public static Stream<Hostile> hostile() {
    return lines("hostile-urls.txt")
        .map(line -> line.split(" ", 2))
        .map(pair -> new Hostile(pair[0], pair[1]));
  }

  static Stream<String> lines(String file) {
    try (InputStream in = UrlFile.class.getResourceAsStream(file)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(UrlFile::unescape)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescape(String line) {
    return ESCAPE
        .matcher(line)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(match.group(1), 16))));
  }
}
