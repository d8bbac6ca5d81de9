package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Header;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets that a request carried out of what its receiver sent back, before that is kept:
 * in clear, and in the forms in which servers write them into JSON, URLs and base64. What was cut
 * off in the middle of a secret loses the part that is there. Immutable.
 */
final class Redaction {
  static final String INSTEAD = "[secret]";

  /** Shorter ones are no secrets, and would be found everywhere. */
  private static final int LEAST = 4;

  private static final Redaction NOTHING = new Redaction(List.of());

  /** Each byte a character, the longest first, since one may be part of another. */
  private final List<String> forms;

  private final @Nullable Pattern pattern;

  private Redaction(List<String> forms) {
    this.forms = forms;
    this.pattern =
        forms.isEmpty()
            ? null
            : Pattern.compile(
                forms.stream().map(Pattern::quote).collect(Collectors.joining("|")),
                Pattern.CASE_INSENSITIVE);
  }

  /**
   * For one request.
   *
   * @param secrets values of headers, and others, as they went over the wire
   */
  static Redaction of(List<String> secrets) {
    if (secrets.isEmpty()) {
      return NOTHING;
    }
    Set<String> forms =
        new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(text -> text));
    for (String secret : secrets) {
      parts(secret).forEach(part -> addForms(part, forms));
    }
    return new Redaction(List.copyOf(forms));
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
    if (secret.length() < LEAST) {
      return;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.ISO_8859_1);
    String json = secret.replace("\\", "\\\\").replace("\"", "\\\"");
    forms.add(secret);
    forms.add(json);
    forms.add(json.replace("/", "\\/"));
    forms.add(json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"));
    forms.add(secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    String encoded = URLEncoder.encode(secret, StandardCharsets.ISO_8859_1);
    forms.add(encoded);
    forms.add(encoded.replace("+", "%20"));
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Without the secrets; in place of each stands {@link #INSTEAD}. */
  String text(String text) {
    if (pattern == null) {
      return text;
    }
    String without = pattern.matcher(text).replaceAll(Matcher.quoteReplacement(INSTEAD));
    int tail = tail(without);
    return tail == 0 ? without : without.substring(0, without.length() - tail) + INSTEAD;
  }

  /** How many characters at the end begin a secret whose rest was cut off. */
  private int tail(String text) {
    int longest = 0;
    for (String form : forms) {
      for (int length = Math.min(form.length() - 1, text.length());
          length >= LEAST && length > longest;
          length--) {
        if (text.regionMatches(true, text.length() - length, form, 0, length)) {
          longest = length;
        }
      }
    }
    return longest;
  }

  /** The same for the bytes of a body. */
  ByteBuffer body(ByteBuffer body) {
    if (pattern == null || !body.hasRemaining()) {
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
    return pattern == null
        ? headers
        : headers.stream()
            .map(h -> new Header(text(h.getName()), text(h.getValue()), h.getSealed()))
            .toList();
  }
}
