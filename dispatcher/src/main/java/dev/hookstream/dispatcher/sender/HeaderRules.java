package dev.hookstream.dispatcher.sender;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which headers an owner may set, and of what characters. Looked at for each header sent. */
final class HeaderRules {
  /** Ours or the connection's to set: an owner who could would smuggle requests. */
  private static final List<String> OURS =
      List.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "accept-encoding",
          "proxy-connection",
          "proxy-authorization");

  /** By length, so that most names are compared with none or one of them. */
  private static final String[][] OURS_BY_LENGTH =
      IntStream.rangeClosed(0, 19).mapToObj(HeaderRules::ofLength).toArray(String[][]::new);

  private static final boolean[] TOKEN = new boolean[128];

  static {
    IntStream letters =
        Stream.of(
                IntStream.rangeClosed('a', 'z'),
                IntStream.rangeClosed('A', 'Z'),
                IntStream.rangeClosed('0', '9'),
                "!#$%&'*+-.^_`|~".chars())
            .flatMapToInt(range -> range);
    letters.forEach(c -> TOKEN[c] = true);
  }

  private HeaderRules() {}

  private static String[] ofLength(int length) {
    return OURS.stream().filter(name -> name.length() == length).toArray(String[]::new);
  }

  /** Whether the name is not the owner's to set. */
  static boolean isOurs(String name) {
    if (name.length() >= OURS_BY_LENGTH.length) {
      return false;
    }
    for (String ours : OURS_BY_LENGTH[name.length()]) {
      if (ours.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** RFC 9110, section 5.6.2; methods are spelt by it too. */
  static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= TOKEN.length || !TOKEN[c]) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Latin-1 without control characters but the tab. */
  static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
