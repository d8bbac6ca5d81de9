package dev.hookstream.dispatcher.sender.guard;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a URL strictly and into one spelling: what two parsers could read in two ways is refused,
 * never passed on. Stateless.
 */
final class UrlParser {
  static final int MAX_LENGTH = 2048;
  private static final int MAX_HOST = 253;
  private static final int MAX_LABEL = 63;

  /** Two standards for such names (IDNA 2003 and 2008) make different hosts of these four. */
  private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

  private UrlParser() {}

  /** Why a URL cannot be used, as a sentence. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  static Target parse(String url) throws Refusal {
    if (url.length() > MAX_LENGTH) {
      throw new Refusal("the URL is longer than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c <= ' ' || c == 0x7F || c == '\\' || Character.isISOControl(c)) {
        throw new Refusal("the URL holds a space, a backslash or a control character");
      }
    }
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new Refusal("the URL must begin with https://");
    }
    boolean tls = scheme.equals("https");
    int start = colon + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    if (authority.indexOf('@') >= 0) {
      throw new Refusal("the URL must not hold a user name or a password");
    }
    return target(tls, authority, path(url.substring(end)));
  }

  private static Target target(boolean tls, String authority, String path) throws Refusal {
    String host;
    String port;
    Optional<InetAddress> literal;
    if (authority.startsWith("[")) {
      int close = authority.indexOf(']');
      String inner = close < 0 ? "" : authority.substring(1, close);
      if (inner.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(inner)) {
        throw new Refusal("what stands in [ ] is no IPv6 address");
      }
      if (inner.indexOf('.') >= 0 && !inner.toLowerCase(Locale.ROOT).startsWith("::ffff:")) {
        throw new Refusal("the address in [ ] must be written without dots");
      }
      literal = Optional.of(address(inner));
      host = literal.get().getHostAddress();
      port = authority.substring(close + 1);
    } else {
      int colon = authority.indexOf(':');
      host = name(colon < 0 ? authority : authority.substring(0, colon));
      port = colon < 0 ? "" : authority.substring(colon);
      literal = NetUtil.isValidIpV4Address(host) ? Optional.of(address(host)) : Optional.empty();
    }
    int number = port(port, tls);
    boolean usual = number == (tls ? 443 : 80);
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    try {
      URI uri =
          new URI((tls ? "https://" : "http://") + shown + (usual ? "" : ":" + number) + path);
      return new Target(uri, tls, host, number, shown + ":" + number, path, literal);
    } catch (URISyntaxException e) {
      throw new Refusal("the URL cannot be read: " + e.getReason());
    }
  }

  private static int port(String text, boolean tls) throws Refusal {
    if (text.isEmpty() || text.equals(":")) {
      return tls ? 443 : 80;
    }
    if (!text.matches(":[0-9]{1,5}")) {
      throw new Refusal("the port must be a number from 1 to 65535");
    }
    int port = Integer.parseInt(text.substring(1));
    if (port < 1 || port > 65_535) {
      throw new Refusal("the port must be a number from 1 to 65535");
    }
    return port;
  }

  private static String name(String written) throws Refusal {
    if (written.isEmpty()) {
      throw new Refusal("the URL names no host");
    }
    if (written.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
      throw new Refusal("'" + written + "' is read in two ways: write it in its xn-- form");
    }
    String host;
    try {
      // Also folds full-width digits and ideographic full stops, so that what follows sees them.
      host = IDN.toASCII(written, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new Refusal("'" + written + "' is no host name");
    }
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (host.length() > MAX_HOST) {
      throw new Refusal("the host name is longer than " + MAX_HOST + " characters");
    }
    String[] labels = host.split("\\.", -1);
    for (String label : labels) {
      if (label.length() > MAX_LABEL || !label.matches("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")) {
        throw new Refusal("'" + written + "' is no host name");
      }
    }
    // As the URL standard has it: a name whose last label is a number is an address.
    String last = labels[labels.length - 1];
    if (last.matches("[0-9]+|0x[0-9a-f]*") && !plainDecimal(labels)) {
      throw new Refusal(
          "'" + written + "' is an address in an unusual spelling: write it as four numbers");
    }
    return host;
  }

  private static boolean plainDecimal(String[] labels) {
    if (labels.length != 4) {
      return false;
    }
    for (String label : labels) {
      if (!label.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(label) > 255) {
        return false;
      }
    }
    return true;
  }

  private static String path(String rest) throws Refusal {
    if (rest.indexOf('#') >= 0) {
      throw new Refusal("the URL must not hold a fragment (#): it would never be sent");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(rest)) {
      throw new Refusal("the URL's path holds half of a character (an unpaired surrogate)");
    }
    String path = rest.isEmpty() || rest.charAt(0) == '?' ? "/" + rest : rest;
    try {
      return new URI("http://h" + path).toASCIIString().substring("http://h".length());
    } catch (URISyntaxException e) {
      throw new Refusal("the URL's path cannot be read: " + e.getReason());
    }
  }

  private static InetAddress address(String literal) throws Refusal {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    try {
      if (bytes != null) {
        return InetAddress.getByAddress(bytes);
      }
    } catch (UnknownHostException e) {
      throw new Refusal("'" + literal + "' is no address: " + e.getMessage());
    }
    throw new Refusal("'" + literal + "' is no address");
  }
}
