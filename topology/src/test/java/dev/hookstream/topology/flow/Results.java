package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Timings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a sender reports. */
final class Results {
  private Results() {}

  /** Of one attempt, made after a second; without a status the receiver did not answer. */
  static Attempt of(Delivery delivery, AttemptResult result, @Nullable Integer status, long at) {
    return Attempt.newBuilder()
        .setRef(delivery.getRef())
        .setDeliveryClass(delivery.getDeliveryClass())
        .setRound(delivery.getRound())
        .setAttempt(delivery.getAttempt())
        .setFirstAttemptAt(delivery.getFirstAttemptAt())
        .setResult(result)
        .setAt(at)
        .setTimings(new Timings(-1L, -1L, -1L, -1L, 1000L))
        .setUrl(delivery.getUrl())
        .setRequestHeaders(List.of())
        .setStatus(status)
        .setError(status == null ? ErrorKind.TIMEOUT : ErrorKind.STATUS)
        .setOrder(delivery.getOrder())
        .setBody(result == AttemptResult.DELIVERED ? null : delivery.getBody().duplicate())
        .build();
  }
}
