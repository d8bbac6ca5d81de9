package dev.hookstream.dispatcher.demo;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What happened so far, from every side; bounded. For any thread. */
final class Board {
  private static final int ROWS = 200;
  private static final int DEAD = 50;
  private static final int RECEIPTS = 5_000;

  private final Consumer<News> news;
  private final Map<String, String> names = new HashMap<>();
  private final Deque<Frame.Row> rows = new ArrayDeque<>();
  private final Deque<Frame.Dead> dead = new ArrayDeque<>();
  private final Map<String, Frame.Waiting> waiting = new HashMap<>();
  private final Latencies latencies = new Latencies();
  private final Map<String, Boolean> receipts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > RECEIPTS;
        }
      };
  private long started;
  private long events;
  private long delivered;
  private long failed;
  private long deadLettered;
  private long verified;
  private long forged;

  /** Something to tell where there is no screen: exactly one of the three. */
  sealed interface News {
    /** An attempt. */
    record Attempted(Frame.Row row) implements News {}

    /** A retry will follow. */
    record WillRetry(Frame.Waiting waiting) implements News {}

    /** No retry will follow. */
    record GaveUp(Frame.Dead dead) implements News {}
  }

  /**
   * @param news is told of each happening, under the board's lock: be quick
   */
  Board(Consumer<News> news) {
    this.news = news;
  }

  synchronized void begin(long now) {
    started = now;
  }

  /** What to call an endpoint. */
  synchronized void named(String endpointId, String name) {
    names.put(endpointId, name);
  }

  synchronized void published() {
    events++;
  }

  /** The receiver has looked at a request's signature. */
  synchronized void received(String deliveryId, int attempt, boolean valid) {
    receipts.put(deliveryId + "/" + attempt, valid);
    verified += valid ? 1 : 0;
    forged += valid ? 0 : 1;
  }

  synchronized void attempted(Attempt attempt) {
    if (attempt.getResult() == AttemptResult.NOT_ATTEMPTED) {
      return;
    }
    boolean ok = attempt.getResult() == AttemptResult.DELIVERED;
    delivered += ok ? 1 : 0;
    failed += ok ? 0 : 1;
    DeliveryRef ref = attempt.getRef();
    int number = attempt.getAttempt();
    if (number == 1) {
      latencies.add(attempt.getAt() - ref.getAcceptedAt());
    }
    waiting.computeIfPresent(
        ref.getDeliveryId(), (id, retry) -> retry.attempt() <= number ? null : retry);
    Integer status = attempt.getStatus();
    long millis = attempt.getTimings().getTotal() / 1000;
    Frame.Row row =
        new Frame.Row(
            attempt.getAt() + Math.max(0, millis),
            ref.getContract(),
            ref.getEventType(),
            name(ref),
            number,
            status == null ? attempt.getError().name().toLowerCase(Locale.ROOT) : status.toString(),
            ok,
            millis,
            receipts.get(ref.getDeliveryId() + "/" + number));
    keep(rows, row, ROWS);
    news.accept(new News.Attempted(row));
  }

  synchronized void decided(Outcome outcome) {
    Long due = outcome.getDueAt();
    if (outcome.getKind() != OutcomeKind.RETRY_SCHEDULED || due == null) {
      return;
    }
    DeliveryRef ref = outcome.getRef();
    Frame.Waiting retry =
        new Frame.Waiting(
            ref.getContract(),
            ref.getEventType(),
            name(ref),
            outcome.getAttempt() + 1,
            outcome.getAt(),
            due);
    waiting.put(ref.getDeliveryId(), retry);
    news.accept(new News.WillRetry(retry));
  }

  synchronized void gaveUp(DeadLetter letter) {
    DeliveryRef ref = letter.getRef();
    waiting.remove(ref.getDeliveryId());
    deadLettered++;
    Frame.Dead entry =
        new Frame.Dead(
            letter.getAt(),
            ref.getContract(),
            ref.getEventType(),
            name(ref),
            letter.getAttempts(),
            letter.getReason().replace('_', ' '));
    keep(dead, entry, DEAD);
    news.accept(new News.GaveUp(entry));
  }

  /** A picture of now. */
  synchronized Frame frame(long now) {
    List<Frame.Waiting> soonest =
        waiting.values().stream().sorted(Comparator.comparingLong(Frame.Waiting::due)).toList();
    return new Frame(
        now,
        started,
        events,
        delivered,
        failed,
        deadLettered,
        latencies.percentile(50),
        latencies.percentile(99),
        verified,
        forged,
        List.copyOf(rows),
        soonest,
        List.copyOf(dead));
  }

  private String name(DeliveryRef ref) {
    return names.getOrDefault(ref.getEndpointId(), ref.getEndpointId());
  }

  private static <T> void keep(Deque<T> newestFirst, T entry, int most) {
    newestFirst.addFirst(entry);
    if (newestFirst.size() > most) {
      newestFirst.removeLast();
    }
  }
}
