package dev.hookstream.topology.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Text with {@code {placeholders}}: {@code {id}.{timestamp}.{body}}.
 *
 * @param text as it was written
 */
record Template(String text, List<Part> parts) {
  Template {
    parts = List.copyOf(parts);
  }

  /**
   * A stretch of a template.
   *
   * @param text the literal text, or the placeholder's name
   */
  record Part(boolean placeholder, String text) {}

  /**
   * @param known the placeholders that may be used here
   * @throws IllegalArgumentException in words, for an unknown placeholder or a brace without its
   *     partner
   */
  static Template parse(String text, Collection<String> known) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      String literal = text.substring(at, open < 0 ? text.length() : open);
      if (literal.indexOf('}') >= 0) {
        throw new IllegalArgumentException("`" + text + "` has a } without a {");
      }
      if (!literal.isEmpty()) {
        parts.add(new Part(false, literal));
      }
      if (open < 0) {
        break;
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("`" + text + "` has a { without a }");
      }
      String name = text.substring(open + 1, close);
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no placeholder `{" + name + "}`" + Nearest.hint(name, known));
      }
      parts.add(new Part(true, name));
      at = close + 1;
    }
    return new Template(text, parts);
  }

  boolean uses(String placeholder) {
    return parts.contains(new Part(true, placeholder));
  }
}
