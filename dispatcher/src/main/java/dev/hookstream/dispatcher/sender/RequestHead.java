package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Trace;
import dev.hookstream.topology.trace.TraceHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request's headers, twice: as they go over the wire, sealed values opened, and as they are
 * reported, without those.
 *
 * @param wire names and values in turn
 * @param reported what the attempt says was sent
 * @param redaction takes what is not reported out of the receiver's words too
 */
record RequestHead(List<String> wire, List<Header> reported, Redaction redaction) {
  /** A header that cannot be sent. */
  static final class BadHeader extends Exception {
    private static final long serialVersionUID = 1L;

    BadHeader(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The head of a delivery's request.
   *
   * @param token its bearer token, where it has one
   * @param trace what it says of a trace, unless the owner has a header of that name
   */
  static RequestHead of(
      Delivery delivery, Unsealer unsealer, @Nullable String token, @Nullable Trace trace)
      throws BadHeader {
    if (!HeaderRules.isName(delivery.getMethod())) {
      throw new BadHeader("the method is none that HTTP allows");
    }
    List<Header> headers = traced(delivery.getHeaders(), trace);
    List<String> wire = new ArrayList<>(headers.size() * 2 + 2);
    List<String> secrets = token == null ? List.of() : new ArrayList<>();
    if (token != null) {
      wire.add("Authorization");
      wire.add("Bearer " + token);
      secrets.add("Bearer " + token);
    }
    boolean asGiven = true;
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      String name = header.getName();
      if (HeaderRules.isOurs(name)) {
        asGiven = false;
        continue;
      }
      String value = header.getValue();
      if (header.getSealed()) {
        asGiven = false;
        value = open(header, delivery, unsealer);
        secrets = secrets.isEmpty() ? new ArrayList<>() : secrets;
        secrets.add(value);
      }
      if (!HeaderRules.isName(name) || !HeaderRules.isValue(value)) {
        throw new BadHeader("the header " + name + " holds a character that HTTP does not allow");
      }
      wire.add(name);
      wire.add(value);
    }
    return new RequestHead(wire, asGiven ? headers : reported(headers), Redaction.of(secrets));
  }

  private static List<Header> traced(List<Header> headers, @Nullable Trace trace) {
    if (trace == null || headers.stream().anyMatch(RequestHead::isTrace)) {
      return headers;
    }
    List<Header> traced = new ArrayList<>(headers);
    traced.add(new Header(TraceHeaders.TRACEPARENT, trace.getTraceparent(), false));
    if (trace.getTracestate() != null) {
      traced.add(new Header(TraceHeaders.TRACESTATE, trace.getTracestate(), false));
    }
    return traced;
  }

  private static boolean isTrace(Header header) {
    return header.getName().equalsIgnoreCase(TraceHeaders.TRACEPARENT)
        || header.getName().equalsIgnoreCase(TraceHeaders.TRACESTATE);
  }

  private static String open(Header header, Delivery delivery, Unsealer unsealer) throws BadHeader {
    try {
      return unsealer.open(header.getValue(), delivery.getRef().getEndpointId());
    } catch (RuntimeException e) {
      // The cause can quote the value, so it goes no further.
      throw new BadHeader(
          "the sealed header " + header.getName() + " cannot be opened: is its key in the keyset?");
    }
  }

  private static List<Header> reported(List<Header> headers) {
    List<Header> reported = new ArrayList<>(headers);
    reported.removeIf(header -> header.getSealed() || HeaderRules.isOurs(header.getName()));
    return reported;
  }
}
