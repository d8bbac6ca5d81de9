package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Header;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets that a request carried out of what its receiver sent back, before that is kept:
 * in clear and in base64, with the escapes of JSON, URLs and HTML, but none within another. What
 * was cut off in the middle of a secret loses the part that is there. Takes time linear in the
 * text, for each secret. Confined to one thread.
 */
final class Redaction {
  static final String INSTEAD = "[secret]";

  private final List<String> secrets;

  /** Made with the first text: most responses have hardly any. */
  private @Nullable List<Needle> needles;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /**
   * For one request.
   *
   * @param secrets values of headers, and others, as they went over the wire
   */
  static Redaction of(List<String> secrets) {
    return new Redaction(secrets);
  }

  private List<Needle> needles() {
    List<Needle> known = needles;
    if (known == null) {
      Set<String> forms = new LinkedHashSet<>();
      for (String secret : secrets) {
        parts(secret).forEach(part -> addForms(part, forms));
      }
      known = forms.stream().map(Needle::new).toList();
      needles = known;
    }
    return known;
  }

  /** The value, and what of it is a secret without the rest: {@code Bearer x}, a password. */
  private static List<String> parts(String value) {
    List<String> parts = new ArrayList<>(List.of(value));
    int space = value.indexOf(' ');
    if (space > 0) {
      String rest = value.substring(space + 1).strip();
      parts.add(rest);
      if (value.regionMatches(true, 0, "Basic ", 0, 6)) {
        String both = decoded(rest);
        parts.add(both);
        parts.add(both.substring(both.indexOf(':') + 1));
      }
    }
    return parts;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return ""; // not what its name says; the value itself is looked for
    }
  }

  private static void addForms(String secret, Set<String> forms) {
    if (secret.length() < Needle.LEAST) {
      return;
    }
    for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
      byte[] bytes = secret.getBytes(charset);
      forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
      forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    }
  }

  /** Without the secrets; in place of each stands {@link #INSTEAD}. */
  String text(String text) {
    if (secrets.isEmpty() || text.length() < Needle.LEAST) {
      return text;
    }
    BitSet found = new BitSet();
    for (Unescaped reading : Unescaped.all(text)) {
      for (Needle needle : needles()) {
        needle.mark(reading.text(), reading, found);
      }
    }
    return found.isEmpty() ? text : without(text, found);
  }

  private static String without(String text, BitSet found) {
    StringBuilder kept = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int from = found.nextSetBit(at);
      if (from < 0) {
        return kept.append(text, at, text.length()).toString();
      }
      kept.append(text, at, from).append(INSTEAD);
      at = found.nextClearBit(from);
    }
    return kept.toString();
  }

  /** The same for the bytes of a body. */
  ByteBuffer body(ByteBuffer body) {
    if (secrets.isEmpty() || !body.hasRemaining()) {
      return body;
    }
    String text = StandardCharsets.ISO_8859_1.decode(body.duplicate()).toString();
    String without = text(text);
    return without.equals(text)
        ? body
        : ByteBuffer.wrap(
            without.getBytes(StandardCharsets.ISO_8859_1),
            0,
            Math.min(without.length(), body.remaining()));
  }

  /** The same for names and values of headers. */
  List<Header> headers(List<Header> headers) {
    return secrets.isEmpty()
        ? headers
        : headers.stream()
            .map(h -> new Header(text(h.getName()), text(h.getValue()), h.getSealed()))
            .toList();
  }
}
