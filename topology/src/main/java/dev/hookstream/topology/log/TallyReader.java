package dev.hookstream.topology.log;

import dev.hookstream.schemas.LogTally;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * What the log is asked for figures: from tallies, whatever became of the rows. They are as of two
 * seconds ago. As safe for threads as the stores are.
 */
public final class TallyReader {
  private static final AvroCodec<LogTally> TALLIES = AvroCodec.of(LogTally.class);

  private final ReadOnlyWindowStore<Bytes, byte[]> hours;
  private final ReadOnlyWindowStore<Bytes, byte[]> fives;

  /**
   * Over the stores of {@link LogTopology}.
   *
   * @param hours {@link LogTopology#ROWS}
   * @param fives {@link LogTopology#FIVES}
   */
  public TallyReader(
      ReadOnlyWindowStore<Bytes, byte[]> hours, ReadOnlyWindowStore<Bytes, byte[]> fives) {
    this.hours = hours;
    this.fives = fives;
  }

  /**
   * An endpoint's figures, a row for each stretch of time, also where nothing happened.
   *
   * @param from milliseconds since 1970; the first row is of the stretch that this lies in
   * @param to excluded
   * @param width of a stretch: five minutes, as long as there are tallies of that ({@link
   *     LogTopology#FIVES_KEPT}), or whole hours
   */
  public List<LogFigures> figures(
      String workspace, String endpointId, long from, long to, Duration width) {
    long millis = width.toMillis();
    boolean fine = millis < LogTopology.HOUR.toMillis();
    long start = from - Math.floorMod(from, millis);
    List<LogFigures.Sum> sums = new ArrayList<>();
    for (long at = start; at < to; at += millis) {
      sums.add(new LogFigures.Sum(at));
    }
    long end = start + sums.size() * millis - 1;
    if (!sums.isEmpty()) {
      try (WindowStoreIterator<byte[]> tallies =
          fetch(fine ? fives : hours, workspace, endpointId, start, end)) {
        while (tallies.hasNext()) {
          KeyValue<Long, byte[]> next = tallies.next();
          sums.get(Math.toIntExact((next.key - start) / millis)).add(TALLIES.decode(next.value));
        }
      }
    }
    return sums.stream().map(LogFigures.Sum::figures).toList();
  }

  /** Which part of the attempts of the hour up to now succeeded; empty where there was none. */
  public Optional<Double> successRate(String workspace, String endpointId, long now) {
    long delivered = 0;
    long failed = 0;
    long from = now - LogTopology.HOUR.toMillis();
    try (WindowStoreIterator<byte[]> tallies =
        fetch(fives, workspace, endpointId, Math.max(0, from), now)) {
      while (tallies.hasNext()) {
        LogTally tally = TALLIES.decode(tallies.next().value);
        delivered += tally.getDelivered();
        failed += tally.getFailed();
      }
    }
    return delivered + failed == 0
        ? Optional.empty()
        : Optional.of((double) delivered / (delivered + failed));
  }

  private static WindowStoreIterator<byte[]> fetch(
      ReadOnlyWindowStore<Bytes, byte[]> store,
      String workspace,
      String endpointId,
      long from,
      long to) {
    return store.fetch(
        LogKeys.tally(workspace, DeliveryId.endpointPartOf(endpointId)),
        Instant.ofEpochMilli(from),
        Instant.ofEpochMilli(to));
  }
}
