package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Ordering;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A sender as DESIGN has it, for one endpoint: one after the other, and back what is not its turn.
 */
final class OrderedSender {
  private final Dispatch dispatch;
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
  private @Nullable String lastAttempted;
  private @Nullable String lastDelivered;

  /** What arrived at the receiver: event, and the status it answered. */
  final List<String> arrived = new ArrayList<>();

  /** What the receiver answers. */
  ToIntFunction<Delivery> answers = delivery -> 200;

  OrderedSender(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** Takes what the lane has let out, and answers how much waits here. */
  int fetch() {
    queue.addAll(dispatch.deliveries());
    return queue.size();
  }

  /** Works until nothing comes any more. */
  void work() {
    while (fetch() > 0) {
      workOne();
    }
  }

  /** Works on the first that was fetched. */
  void workOne() {
    Delivery delivery = queue.remove();
    if (!isItsTurn(delivery)) {
      giveBack(delivery, ErrorKind.OUT_OF_ORDER);
      return;
    }
    int status = answers.applyAsInt(delivery);
    arrived.add(delivery.getRef().getEventId() + (status == 200 ? "" : "!" + status));
    if (delivery.getOrder().getMode() != Ordering.PARALLEL) {
      lastAttempted = delivery.getRef().getDeliveryId();
      lastDelivered = status == 200 ? lastAttempted : lastDelivered;
    }
    dispatch.answer(delivery, status);
  }

  /** Gives back the first that was fetched, and what is behind it, as too old. */
  void giveBackStale() {
    ErrorKind why = ErrorKind.STALE_SIGNATURE;
    while (!queue.isEmpty()) {
      giveBack(queue.remove(), why);
      why = ErrorKind.OUT_OF_ORDER;
    }
  }

  /** Another instance takes over, and has seen nothing. */
  void handOver() {
    lastAttempted = null;
    lastDelivered = null;
  }

  private boolean isItsTurn(Delivery delivery) {
    String previous = delivery.getOrder().getPreviousDeliveryId();
    return previous == null
        || previous.equals(
            delivery.getOrder().getMode() == Ordering.STRICT ? lastDelivered : lastAttempted);
  }

  private void giveBack(Delivery delivery, ErrorKind why) {
    Attempt attempt = dispatch.result(delivery, AttemptResult.NOT_ATTEMPTED, null);
    attempt.setError(why);
    dispatch.attempt(attempt);
  }
}
