package dev.hookstream.dispatcher.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the sink has seen in a row of the benchmark: a bit for each pair of endpoint and event, so
 * that a loss and a duplicate are counted exactly. Confined to the sink's event loop.
 */
final class Arrivals {
  private static final byte[] SENT_AT =
      ("\"" + Load.SENT_AT + "\":").getBytes(StandardCharsets.UTF_8);

  /** How many arrive in each such stretch of time from the first one on is noted. */
  static final long CURVE_STEP_US = 500_000;

  private static final int CURVE_STEPS = 40;

  private BitSet seen = new BitSet();
  private Histogram latency = new Histogram(3);
  private int row = -1;
  private int events;
  private int expected;
  private long distinct;
  private long duplicates;
  private long strangers;
  private long bytes;
  private long refused;
  private final List<Long> curve = new ArrayList<>();
  private long firstAt;
  private long lastAt;

  void reset(int newRow, int endpoints, int newEvents) {
    row = newRow;
    events = newEvents;
    expected = endpoints * newEvents;
    seen = new BitSet(expected);
    latency = new Histogram(3);
    distinct = 0;
    duplicates = 0;
    strangers = 0;
    bytes = 0;
    refused = 0;
    curve.clear();
    firstAt = 0;
    lastAt = 0;
  }

  /**
   * Notes a delivery.
   *
   * @param path {@code /row/endpoint}
   * @param event {@code evt_row_number}, or null where the header is missing
   */
  void arrived(String path, @Nullable String event, Buffer body) {
    long now = nowMicros();
    int slash = path.indexOf('/', 1);
    if (event == null || slash < 0 || number(path, 1, slash) != row) {
      strangers++; // late from an earlier row, or the bare client
      return;
    }
    int endpoint = number(path, slash + 1, path.length());
    int index = endpoint * events + number(event, event.lastIndexOf('_') + 1, event.length());
    if (seen.get(index)) {
      duplicates++;
      return;
    }
    seen.set(index);
    distinct++;
    bytes += body.length();
    firstAt = firstAt == 0 ? now : firstAt;
    lastAt = now;
    draw(now - firstAt);
    latency.recordValue(Math.max(0, now - sentAt(body.getBytes())));
  }

  private void draw(long sinceFirst) {
    int step = (int) (sinceFirst / CURVE_STEP_US);
    if (step < CURVE_STEPS) {
      while (curve.size() <= step) {
        curve.add(0L);
      }
      curve.set(step, curve.get(step) + 1);
    }
  }

  /** A request that was answered with 503. */
  void refused() {
    refused++;
  }

  JsonObject report() {
    return new JsonObject()
        .put("distinct", distinct)
        .put("lost", expected - distinct)
        .put("duplicates", duplicates)
        .put("strangers", strangers)
        .put("refused", refused)
        .put("curve", new JsonArray(List.copyOf(curve)))
        .put("body_bytes", distinct == 0 ? 0 : bytes / distinct)
        .put("first_at_us", firstAt)
        .put("last_at_us", lastAt)
        .put("p50_us", latency.getValueAtPercentile(50))
        .put("p99_us", latency.getValueAtPercentile(99))
        .put("p999_us", latency.getValueAtPercentile(99.9))
        .put("max_us", latency.getMaxValue());
  }

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /** The intended send time that the event carries: found in its bytes, without parsing it all. */
  private static long sentAt(byte[] body) {
    int from = indexOf(body, SENT_AT) + SENT_AT.length;
    long number = 0;
    for (int i = from; i < body.length && body[i] >= '0' && body[i] <= '9'; i++) {
      number = number * 10 + (body[i] - '0');
    }
    return number;
  }

  private static int indexOf(byte[] text, byte[] part) {
    for (int i = 0; i <= text.length - part.length; i++) {
      int j = 0;
      while (j < part.length && text[i + j] == part[j]) {
        j++;
      }
      if (j == part.length) {
        return i;
      }
    }
    throw new IllegalArgumentException("a body that no event of the benchmark has");
  }
}
