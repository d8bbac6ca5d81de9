package dev.hookstream.dispatcher.sender;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ways to write a character that a receiver's JSON, source text, URL or HTML knows. They are
 * undone once: an escape within an escape stays. Immutable.
 */
enum Escapes {
  /** Of JSON, JavaScript, Python and others. */
  BACKSLASH(
      '\\',
      "\\\\u\\p{XDigit}{4}|\\\\x\\p{XDigit}{2}|\\\\[^ux]",
      "\\\\(?:u\\p{XDigit}{0,3}+|x\\p{XDigit}?+)?+"),
  PERCENT('%', "%u\\p{XDigit}{4}|%\\p{XDigit}{2}", "%(?:u\\p{XDigit}{0,3}+|\\p{XDigit})?+"),
  MARKUP('&', "&(?:#\\d{1,7}|#[xX]\\p{XDigit}{1,6}|\\w{2,8});", "&#?+\\w{0,8}+"),
  /** Where a text has more than one of them. */
  ALL(List.of(BACKSLASH, PERCENT, MARKUP));

  /** HTML's names of what may stand in a header's value and is escaped. */
  private static final Map<String, Character> NAMES =
      Map.ofEntries(
          Map.entry("amp", '&'),
          Map.entry("lt", '<'),
          Map.entry("gt", '>'),
          Map.entry("quot", '"'),
          Map.entry("apos", '\''),
          Map.entry("plus", '+'),
          Map.entry("equals", '='),
          Map.entry("sol", '/'),
          Map.entry("bsol", '\\'),
          Map.entry("lowbar", '_'),
          Map.entry("grave", '`'),
          Map.entry("percnt", '%'),
          Map.entry("num", '#'),
          Map.entry("colon", ':'),
          Map.entry("nbsp", ' '));

  private static final Map<Character, Character> CONTROLS =
      Map.of('b', '\b', 'f', '\f', 'n', '\n', 'r', '\r', 't', '\t');

  /** With it each of them begins. */
  final char first;

  private final String whole;
  private final String cut;
  private final Pattern pattern;

  Escapes(char first, String whole, String cut) {
    this.first = first;
    this.whole = whole;
    this.cut = cut;
    this.pattern = Pattern.compile("(?s)(" + whole + ")|(?:" + cut + ")\\z");
  }

  Escapes(List<Escapes> of) {
    this(
        Character.MAX_VALUE,
        String.join("|", of.stream().map(each -> each.whole).toList()),
        String.join("|", of.stream().map(each -> each.cut).toList()));
  }

  /** The text without them; one that the end cuts off is left out. */
  Unescaped undo(String text) {
    StringBuilder clear = new StringBuilder(text.length());
    int[] places = new int[text.length() + 1];
    Matcher matcher = pattern.matcher(text);
    int at = 0;
    int end = text.length();
    while (matcher.find()) {
      String escape = matcher.group(1);
      if (escape == null) {
        end = matcher.start();
        break;
      }
      int decoded = decoded(escape);
      if (decoded >= 0) {
        at = copy(text, at, matcher.start(), clear, places);
        places[clear.length()] = at;
        clear.append((char) decoded);
        at = matcher.end();
      }
    }
    copy(text, at, end, clear, places);
    places[clear.length()] = end;
    return new Unescaped(clear.toString(), places, text.length());
  }

  private static int copy(String text, int from, int to, StringBuilder clear, int[] places) {
    for (int i = from; i < to; i++) {
      places[clear.length()] = i;
      clear.append(text.charAt(i));
    }
    return to;
  }

  /** One character, or -1 where it is no escape after all. */
  private static int decoded(String escape) {
    char second = escape.charAt(1);
    if (escape.charAt(0) == '&') {
      String name = escape.substring(1, escape.length() - 1);
      if (second != '#') {
        Character named = NAMES.get(name);
        return named == null ? -1 : named;
      }
      boolean hex = (name.charAt(1) | ' ') == 'x';
      return hex
          ? Integer.parseInt(name, 2, name.length(), 16)
          : Integer.parseInt(name.substring(1));
    }
    if (second == 'u' || (escape.charAt(0) == '\\' && second == 'x')) {
      return Integer.parseInt(escape, 2, escape.length(), 16);
    }
    if (escape.charAt(0) == '%') {
      return Integer.parseInt(escape, 1, escape.length(), 16);
    }
    return CONTROLS.getOrDefault(second, second);
  }
}
