package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Header;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The request's headers, twice: as they go over the wire, sealed values opened, and as they are
 * reported, without those.
 *
 * @param wire names and values in turn
 * @param reported what the attempt says was sent
 */
record RequestHead(List<String> wire, List<Header> reported) {
  /** Ours or the connection's to set: an owner who could would smuggle requests. */
  private static final Set<String> NOT_THEIRS =
      Set.of(
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

  /** A header that cannot be sent. */
  static final class BadHeader extends Exception {
    private static final long serialVersionUID = 1L;

    BadHeader(String message) {
      super(message, null, false, false);
    }
  }

  static RequestHead of(Delivery delivery, Unsealer unsealer) throws BadHeader {
    List<Header> headers = delivery.getHeaders();
    List<String> wire = new ArrayList<>(headers.size() * 2);
    List<Header> reported = new ArrayList<>(headers.size());
    for (Header header : headers) {
      String name = header.getName();
      if (NOT_THEIRS.contains(name.toLowerCase(Locale.ROOT))) {
        continue;
      }
      String value = header.getValue();
      if (header.getSealed()) {
        try {
          value = unsealer.open(value, delivery.getRef().getEndpointId());
        } catch (RuntimeException e) {
          // The cause can quote the value, so it goes no further.
          throw new BadHeader(
              "the sealed header " + name + " cannot be opened: is its key in the keyset?");
        }
      } else {
        reported.add(header);
      }
      if (!isToken(name) || !isValue(value)) {
        throw new BadHeader("the header " + name + " holds a character that HTTP does not allow");
      }
      wire.add(name);
      wire.add(value);
    }
    return new RequestHead(wire, reported);
  }

  void writeTo(MultiMap headers) {
    for (int i = 0; i < wire.size(); i += 2) {
      headers.add(wire.get(i), wire.get(i + 1));
    }
  }

  /** RFC 9110, section 5.6.2. */
  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
