package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryOrder;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Timings;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes the records that say what came of a delivery. */
final class AttemptRecord {
  private static final int OK = 200;
  private static final int REDIRECT = 300;

  private AttemptRecord() {}

  /** A delivery that was returned without a request; its body goes with it. */
  static Attempt notAttempted(Delivery delivery, ErrorKind why, String message, long at) {
    Attempt attempt = begin(delivery, false, at);
    attempt.setResult(AttemptResult.NOT_ATTEMPTED);
    attempt.setError(why);
    attempt.setErrorMessage(message);
    attempt.setBody(delivery.getBody());
    return attempt;
  }

  /** A request that got a whole response: any 2xx is a success, a redirect is none. */
  static Attempt answered(Delivery delivery, boolean test, long at, int status, String phrase) {
    Attempt attempt = begin(delivery, test, at);
    attempt.setStatus(status);
    if (status >= OK && status < REDIRECT) {
      attempt.setResult(AttemptResult.DELIVERED);
    } else {
      attempt.setError(ErrorKind.STATUS);
      String shown = ExchangeFailure.shown(phrase);
      attempt.setErrorMessage(
          "the endpoint answered "
              + status
              + (shown.isEmpty() ? "" : " " + shown)
              + (status >= REDIRECT && status < 400 ? "; redirects are not followed" : ""));
      attempt.setBody(delivery.getBody());
    }
    return attempt;
  }

  /** A request that failed on its way. */
  static Attempt failed(Delivery delivery, boolean test, long at, ExchangeFailure failure) {
    Attempt attempt = begin(delivery, test, at);
    attempt.setError(failure.kind());
    attempt.setErrorMessage(failure.message());
    attempt.setBody(delivery.getBody());
    return attempt;
  }

  private static Attempt begin(Delivery delivery, boolean test, long at) {
    Attempt attempt = new Attempt();
    attempt.setRef(delivery.getRef());
    attempt.setDeliveryClass(delivery.getDeliveryClass());
    attempt.setRound(delivery.getRound());
    attempt.setAttempt(delivery.getAttempt());
    attempt.setFirstAttemptAt(delivery.getFirstAttemptAt());
    attempt.setTest(test);
    attempt.setResult(AttemptResult.FAILED);
    attempt.setAt(at);
    attempt.setTimings(new Timings(-1L, -1L, -1L, -1L, -1L));
    attempt.setUrl(delivery.getUrl());
    attempt.setRequestHeaders(List.<Header>of());
    attempt.setError(ErrorKind.NONE);
    attempt.setResponseHeaders(List.<Header>of());
    attempt.setResponseBody(ByteBuffer.allocate(0));
    DeliveryOrder order = delivery.getOrder();
    if (order.getMode() != Ordering.PARALLEL) {
      attempt.setOrder(order);
    }
    return attempt;
  }
}
