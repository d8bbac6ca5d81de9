package dev.hookstream.dispatcher.kafka;

import dev.hookstream.dispatcher.kafka.LagSource.Offsets;
import dev.hookstream.dispatcher.metrics.Age;
import dev.hookstream.dispatcher.metrics.Series;
import dev.hookstream.schemas.Topic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How far our groups are behind on our topics, and how much flows through these: of the whole
 * cluster, so that it is known also of a part that runs nowhere. Confined to the thread that looks.
 */
final class LagMetrics {
  private static final double MILLIS_A_SECOND = 1e3;

  /** An older answer is no longer told: where boards and rules take the largest it would win. */
  private static final double OLDEST_SAMPLE_SECONDS = 60;

  private final LagSource source;
  private final InstantSource clock;
  private final Map<String, Topic> topics;
  private final MeterRegistry registry;
  private final LagHeads heads;
  private final Series records;
  private final Series oldest;
  private final Series overdue;
  private final Series stalled;
  private final Age sample;
  private final Map<Pair, Moved> moved = new HashMap<>();
  private final Map<Tags, AtomicLong> written = new HashMap<>();
  private final Map<Tags, AtomicLong> read = new HashMap<>();

  /** A group and a topic that it reads. */
  private record Pair(String group, Topic topic) {
    Tags tags() {
      return Tags.of("group", group, "topic", topic.plainName());
    }
  }

  /** Where a pair's offsets stood, added up, and since when. */
  private record Moved(long offsets, long since) {}

  /** Of all partitions of a pair. */
  private static final class Sum {
    private long offsets;
    private long oldest = Long.MAX_VALUE;
    private boolean unread;

    /** Whether anything is known of its age; where not all is, it is at least what is known. */
    boolean tellsAge() {
      return !unread || oldest != Long.MAX_VALUE;
    }

    double age(long now) {
      return oldest == Long.MAX_VALUE ? 0 : Math.max(0, now - oldest) / MILLIS_A_SECOND;
    }
  }

  LagMetrics(
      MeterRegistry registry,
      LagSource source,
      KafkaSettings kafka,
      InstantSource clock,
      LongSupplier nanos) {
    this.registry = registry;
    this.source = source;
    this.clock = clock;
    topics =
        Arrays.stream(Topic.values()).collect(Collectors.toMap(kafka::topic, Function.identity()));
    heads = new LagHeads(source);
    records = new Series(registry, "hookstream.lag.records", "");
    oldest = new Series(registry, "hookstream.lag.oldest.age", "seconds");
    overdue = new Series(registry, "hookstream.lag.overdue", "seconds");
    stalled = new Series(registry, "hookstream.lag.stalled", "seconds");
    sample = new Age(nanos);
    Gauge.builder("hookstream.lag.sample.age", sample, Age::seconds)
        .strongReference(true)
        .baseUnit("seconds")
        .register(registry);
  }

  /**
   * Asks once, and tells. Where there is no answer the last one stays for a minute.
   *
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer in time
   */
  void look() {
    try {
      tell();
    } catch (RuntimeException e) {
      if (sample.seconds() > OLDEST_SAMPLE_SECONDS) {
        List.of(records, oldest, overdue, stalled).forEach(series -> series.set(Map.of()));
      }
      throw e;
    }
  }

  private void tell() {
    Offsets offsets = source.offsets();
    Map<Tags, Double> lags = new HashMap<>();
    Map<Pair, Sum> sums = new HashMap<>();
    for (var group : offsets.committed().entrySet()) {
      Map<TopicPartition, Long> times =
          heads.times(group.getKey(), group.getValue(), offsets.ends());
      for (var place : group.getValue().entrySet()) {
        Topic topic = topics.get(place.getKey().topic());
        if (topic == null) {
          continue;
        }
        Pair pair = new Pair(group.getKey(), topic);
        Sum sum = sums.computeIfAbsent(pair, added -> new Sum());
        sum.offsets += place.getValue();
        long end = offsets.ends().getOrDefault(place.getKey(), place.getValue());
        double lag = Math.max(0, end - place.getValue());
        Long since = times.get(place.getKey());
        if (since != null && since == LagHeads.ONLY_MARKERS) {
          lag = 0;
        } else if (since != null) {
          sum.oldest = Math.min(sum.oldest, since);
        } else if (lag > 0) {
          sum.unread = true;
        }
        String partition = Integer.toString(place.getKey().partition());
        lags.put(pair.tags().and("partition", partition), lag);
      }
    }
    records.set(lags);
    tell(sums, clock.millis());
    flow(offsets, sums);
    sample.renew();
  }

  private void tell(Map<Pair, Sum> sums, long now) {
    Map<Tags, Double> ages = new HashMap<>();
    Map<Tags, Double> late = new HashMap<>();
    Map<Tags, Double> standing = new HashMap<>();
    sums.forEach(
        (pair, sum) -> {
          if (!sum.tellsAge()) {
            return; // no series is better than one that says 0
          }
          double age = sum.age(now);
          double tooLong = Math.max(0, age - pair.topic().delay().toMillis() / MILLIS_A_SECOND);
          ages.put(pair.tags(), age);
          late.put(pair.tags(), tooLong);
          standing.put(pair.tags(), tooLong == 0 ? moves(pair) : stands(pair, sum.offsets, now));
        });
    oldest.set(ages);
    overdue.set(late);
    stalled.set(standing);
  }

  private double moves(Pair pair) {
    moved.remove(pair);
    return 0;
  }

  /** A standstill begins with the first look that finds it. */
  private double stands(Pair pair, long offsets, long now) {
    Moved last = moved.get(pair);
    if (last == null || last.offsets() != offsets) {
      moved.put(pair, new Moved(offsets, now));
      return 0;
    }
    return Math.max(0, now - last.since()) / MILLIS_A_SECOND;
  }

  private void flow(Offsets offsets, Map<Pair, Sum> sums) {
    Map<Topic, Long> ends = new HashMap<>();
    offsets
        .ends()
        .forEach(
            (place, end) -> {
              Topic topic = topics.get(place.topic());
              if (topic != null) {
                ends.merge(topic, end, Long::sum);
              }
            });
    ends.forEach(
        (topic, end) ->
            count(written, "hookstream.topic.written", Tags.of("topic", topic.plainName()), end));
    sums.forEach((pair, sum) -> count(read, "hookstream.topic.read", pair.tags(), sum.offsets));
  }

  /** Registered with its first value: a counter that begins at 0 would seem to have leapt there. */
  private void count(Map<Tags, AtomicLong> known, String name, Tags tags, long value) {
    AtomicLong counter = known.get(tags);
    if (counter == null) {
      AtomicLong first = new AtomicLong(value);
      known.put(tags, first);
      FunctionCounter.builder(name, first, AtomicLong::get).tags(tags).register(registry);
    } else {
      counter.set(value);
    }
  }
}
