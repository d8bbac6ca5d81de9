package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryOrder;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Timings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sender as the lane knows it, by the rules of the dispatcher's Admission and EndpointQueue: an
 * endpoint's deliveries begin as they come, those in order one after the other and only behind one
 * that was seen in this assignment; too old ones go back, with all behind them that keep an order.
 * Its offsets complete in any order, and what is done beyond the first gap is committed too.
 */
final class ModelSender {
  /** What the receiver says. */
  enum Answer {
    OK(200),
    SERVER_ERROR(500),
    NOT_FOUND(404),
    GONE(410),
    TOO_MANY(429),
    SILENCE(null);

    final @Nullable Integer status;

    Answer(@Nullable Integer status) {
      this.status = status;
    }
  }

  private record Work(int offset, Delivery delivery, long began, Object assignment) {
    boolean serial() {
      return delivery.getOrder().getMode() != Ordering.PARALLEL;
    }
  }

  private static final class Queue {
    final ArrayDeque<Work> waiting = new ArrayDeque<>();
    @Nullable String attempted;
    @Nullable String delivered;
  }

  private static final int MOST_IN_FLIGHT = 3;
  private static final long TIMEOUT_MS = 20_000;
  private static final long STALE_MS = 120_000;

  private final ModelClock clock;
  private final Consumer<Delivery> receiver;
  private final Consumer<Attempt> attempts;
  private final List<Delivery> log = new ArrayList<>();
  private final Map<String, Queue> queues = new HashMap<>();
  private final List<Work> inFlight = new ArrayList<>();
  private final List<Attempt> results = new ArrayList<>();
  private Set<Integer> done = new HashSet<>();
  private Set<Integer> committedDone = new HashSet<>();
  private Object assignment = new Object();
  private int position;

  ModelSender(ModelClock clock, Consumer<Delivery> receiver, Consumer<Attempt> attempts) {
    this.clock = clock;
    this.receiver = receiver;
    this.attempts = attempts;
  }

  void append(Delivery delivery) {
    log.add(delivery);
  }

  /** Reads what is there, gives back what is too old, begins what may begin. */
  void work() {
    for (Work hung : List.copyOf(inFlight)) {
      if (clock.now() - hung.began >= TIMEOUT_MS) {
        end(hung, Answer.SILENCE);
      }
    }
    for (; position < log.size(); position++) {
      if (!done.contains(position)) {
        Delivery delivery = log.get(position);
        queues
            .computeIfAbsent(delivery.getRef().getEndpointId(), id -> new Queue())
            .waiting
            .add(new Work(position, delivery, 0, assignment));
      }
    }
    queues.values().forEach(this::begin);
  }

  private void begin(Queue queue) {
    Work head;
    while ((head = queue.waiting.peek()) != null) {
      if (clock.now() - head.delivery.getSignedAt() > STALE_MS) {
        giveBackStale(queue);
      } else if (!canBegin(head)) {
        return;
      } else {
        queue.waiting.remove();
        if (inOrder(queue, head)) {
          inFlight.add(new Work(head.offset, head.delivery, clock.now(), assignment));
          receiver.accept(head.delivery);
        } else {
          giveBack(head, ErrorKind.OUT_OF_ORDER);
        }
      }
    }
  }

  private boolean canBegin(Work work) {
    List<Work> same =
        inFlight.stream()
            .filter(other -> other.assignment == assignment)
            .filter(other -> endpoint(other).equals(endpoint(work)))
            .toList();
    return same.size() < MOST_IN_FLIGHT && !(work.serial() && same.stream().anyMatch(Work::serial));
  }

  private static String endpoint(Work work) {
    return work.delivery.getRef().getEndpointId();
  }

  private static boolean inOrder(Queue queue, Work work) {
    DeliveryOrder order = work.delivery.getOrder();
    String previous = order.getPreviousDeliveryId();
    return previous == null
        || previous.equals(order.getMode() == Ordering.STRICT ? queue.delivered : queue.attempted);
  }

  private void giveBackStale(Queue queue) {
    Work head = queue.waiting.remove();
    giveBack(head, ErrorKind.STALE_SIGNATURE);
    for (Iterator<Work> all = queue.waiting.iterator(); head.serial() && all.hasNext(); ) {
      Work behind = all.next();
      if (behind.serial()) {
        all.remove();
        giveBack(
            behind,
            clock.now() - behind.delivery.getSignedAt() > STALE_MS
                ? ErrorKind.STALE_SIGNATURE
                : ErrorKind.OUT_OF_ORDER);
      }
    }
  }

  private void giveBack(Work work, ErrorKind why) {
    report(work, result(work.delivery, AttemptResult.NOT_ATTEMPTED, null, why));
  }

  int inFlight() {
    return inFlight.size();
  }

  /** One of those in flight comes to its end. */
  void answer(int index, Answer answer) {
    if (!inFlight.isEmpty()) {
      end(inFlight.get(index % inFlight.size()), answer);
    }
  }

  private void end(Work work, Answer answer) {
    inFlight.remove(work);
    Delivery delivery = work.delivery;
    if (work.serial() && work.assignment == assignment) {
      Queue queue = queues.get(endpoint(work));
      queue.attempted = delivery.getRef().getDeliveryId();
      queue.delivered = answer == Answer.OK ? queue.attempted : queue.delivered;
    }
    report(
        work,
        result(
            delivery,
            answer == Answer.OK ? AttemptResult.DELIVERED : AttemptResult.FAILED,
            answer.status,
            answer.status == null ? ErrorKind.TIMEOUT : ErrorKind.STATUS));
  }

  /** The attempt is always produced; its offset is done only where it was given out here. */
  private void report(Work work, Attempt attempt) {
    if (work.assignment == assignment) {
      done.add(work.offset);
    }
    results.add(attempt);
    attempts.accept(attempt);
  }

  private Attempt result(
      Delivery delivery, AttemptResult result, @Nullable Integer status, ErrorKind error) {
    return Attempt.newBuilder()
        .setRef(delivery.getRef())
        .setDeliveryClass(delivery.getDeliveryClass())
        .setRound(delivery.getRound())
        .setAttempt(delivery.getAttempt())
        .setFirstAttemptAt(delivery.getFirstAttemptAt())
        .setResult(result)
        .setAt(clock.now())
        .setTimings(new Timings(-1L, -1L, -1L, -1L, 1000L))
        .setUrl(delivery.getUrl())
        .setRequestHeaders(List.of())
        .setResponseHeaders(
            status != null && status == 429
                ? List.of(new Header("retry-after", "30", false))
                : List.of())
        .setStatus(status)
        .setError(result == AttemptResult.DELIVERED ? ErrorKind.NONE : error)
        .setOrder(delivery.getOrder())
        .setBody(result == AttemptResult.DELIVERED ? null : delivery.getBody().duplicate())
        .build();
  }

  /** The producer's doubt, or a crash between the result and its offset: it is there once more. */
  @Nullable Attempt resultAgain(int back) {
    if (results.isEmpty()) {
      return null;
    }
    Attempt again = results.get(results.size() - 1 - back % results.size());
    attempts.accept(again);
    return again;
  }

  void commit() {
    committedDone = new HashSet<>(done);
  }

  /** Nothing new begins, what is in flight comes to its end, and another instance goes on. */
  void drain(Answer answer) {
    queues.values().forEach(queue -> queue.waiting.clear());
    List.copyOf(inFlight).forEach(work -> end(work, answer));
    commit();
    assign();
  }

  /** Taken away while requests are in flight: their results come, their offsets stay open. */
  void revoke() {
    commit();
    assign();
  }

  /** The process is gone, with what it had in flight and what it had not committed. */
  void kill() {
    inFlight.clear();
    done = new HashSet<>(committedDone);
    assign();
  }

  private void assign() {
    assignment = new Object();
    queues.clear();
    position = 0;
  }

  boolean idle() {
    return inFlight.isEmpty()
        && position == log.size()
        && queues.values().stream().allMatch(q -> q.waiting.isEmpty());
  }
}
