package dev.hookstream.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Lag, ages and flow as of a clock and offsets in the test's hand. */
class LagMetricsTest implements LagSource {
  private static final TopicPartition D0 = new TopicPartition("deliveries", 0);
  private static final TopicPartition D1 = new TopicPartition("deliveries", 1);
  private static final TopicPartition RETRY = new TopicPartition("retry-5s", 0);

  private static final List<String> AGES =
      List.of("hookstream.lag.oldest.age", "hookstream.lag.overdue", "hookstream.lag.stalled");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<TopicPartition, Long> times = new HashMap<>();
  private final List<Set<String>> asked = new ArrayList<>();
  private long now = 1_000_000;
  private boolean away;
  private final LagMetrics metrics =
      new LagMetrics(
          registry,
          this,
          KafkaSettings.plain("unused:1"),
          () -> Instant.ofEpochMilli(now),
          () -> Duration.ofMillis(now).toNanos());

  @Override
  public Offsets offsets() {
    if (away) {
      throw new KafkaException("away");
    }
    return new Offsets(committed, ends);
  }

  @Override
  public Map<TopicPartition, Long> firstTimes(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
    Set<String> names = new TreeSet<>();
    from.keySet().forEach(place -> names.add(place.toString()));
    asked.add(names);
    Map<TopicPartition, Long> found = new HashMap<>(times);
    found.keySet().retainAll(from.keySet());
    return found;
  }

  @Override
  public void close() {}

  private double of(String name, String group, String topic) {
    return registry.get("hookstream." + name).tags("group", group, "topic", topic).gauge().value();
  }

  private double lag(String partition) {
    return registry
        .get("hookstream.lag.records")
        .tags("group", "sender", "topic", "deliveries", "partition", partition)
        .gauge()
        .value();
  }

  @Test
  void the_oldest_of_all_partitions_counts_and_markers_do_not() {
    committed.put("sender", Map.of(D0, 10L, D1, 20L));
    ends.putAll(Map.of(D0, 15L, D1, 21L));
    times.putAll(Map.of(D0, now - 3_000, D1, -1L));
    metrics.look();
    assertThat(lag("0")).isEqualTo(5);
    assertThat(lag("1")).isZero();
    assertThat(of("lag.oldest.age", "sender", "deliveries")).isEqualTo(3);
    assertThat(of("lag.overdue", "sender", "deliveries")).isEqualTo(3);
    assertThat(of("lag.stalled", "sender", "deliveries")).isZero();
  }

  @Test
  void what_waits_by_design_is_overdue_only_beyond_that() {
    committed.put("delay", Map.of(RETRY, 0L));
    ends.put(RETRY, 1L);
    times.put(RETRY, now - 4_000);
    metrics.look();
    assertThat(of("lag.overdue", "delay", "retry-5s")).isZero();
    now += 3_000;
    metrics.look();
    assertThat(of("lag.oldest.age", "delay", "retry-5s")).isEqualTo(7);
    assertThat(of("lag.overdue", "delay", "retry-5s")).isEqualTo(2);
    assertThat(asked).as("a head that stays is read once").hasSize(1);
  }

  @Test
  void it_stands_still_from_the_moment_that_nothing_moves_although_something_is_there() {
    committed.put("sender", Map.of(D0, 10L));
    ends.put(D0, 10L);
    metrics.look();
    now += 60_000;
    ends.put(D0, 12L);
    times.put(D0, now - 1_000);
    metrics.look();
    assertThat(of("lag.stalled", "sender", "deliveries")).isZero();
    now += 30_000;
    metrics.look();
    assertThat(of("lag.stalled", "sender", "deliveries")).isEqualTo(30);
    now += 10_000;
    committed.put("sender", Map.of(D0, 11L));
    metrics.look();
    assertThat(of("lag.stalled", "sender", "deliveries")).isZero();
    now += 10_000;
    metrics.look();
    assertThat(of("lag.stalled", "sender", "deliveries")).isEqualTo(10);
  }

  @Test
  void what_was_written_and_read_goes_on_from_what_it_was_at_the_first_look() {
    assertThat(registry.find("hookstream.topic.written").functionCounter()).isNull();
    committed.put("sender", Map.of(D0, 10L, D1, 20L));
    ends.putAll(Map.of(D0, 15L, D1, 21L));
    metrics.look();
    assertThat(registry.get("hookstream.topic.written").functionCounter().count()).isEqualTo(36);
    assertThat(registry.get("hookstream.topic.read").functionCounter().count()).isEqualTo(30);
    ends.put(D0, 115L);
    metrics.look();
    assertThat(registry.get("hookstream.topic.written").functionCounter().count()).isEqualTo(136);
  }

  @Test
  void an_age_that_could_not_be_read_is_not_told_as_none() {
    committed.put("sender", Map.of(D0, 10L));
    ends.put(D0, 15L);
    metrics.look();
    assertThat(lag("0")).isEqualTo(5);
    for (String name : AGES) {
      assertThat(registry.find(name).gauge()).as(name).isNull();
    }
    times.put(D0, now - 3_000);
    metrics.look();
    assertThat(of("lag.oldest.age", "sender", "deliveries")).isEqualTo(3);
    times.clear();
    now += 10_000;
    metrics.look();
    assertThat(of("lag.oldest.age", "sender", "deliveries")).as("has not moved").isEqualTo(13);
    committed.put("sender", Map.of(D0, 10L, D1, 20L));
    ends.put(D1, 21L);
    metrics.look();
    assertThat(of("lag.oldest.age", "sender", "deliveries")).as("at least").isEqualTo(13);
  }

  @Test
  void while_kafka_does_not_answer_the_last_answer_stays_for_a_minute_and_grows_old() {
    committed.put("sender", Map.of(D0, 10L));
    ends.put(D0, 15L);
    times.put(D0, now);
    metrics.look();
    away = true;
    now += 60_000;
    assertThatThrownBy(metrics::look).isInstanceOf(KafkaException.class);
    assertThat(lag("0")).isEqualTo(5);
    assertThat(registry.get("hookstream.lag.sample.age").gauge().value()).isEqualTo(60);
    now += 1;
    assertThatThrownBy(metrics::look).isInstanceOf(KafkaException.class);
    assertThat(registry.find("hookstream.lag.records").gauge()).isNull();
    for (String name : AGES) {
      assertThat(registry.find(name).gauge()).as(name).isNull();
    }
    assertThat(registry.get("hookstream.lag.sample.age").gauge().value()).isEqualTo(60.001);
    away = false;
    metrics.look();
    assertThat(lag("0")).isEqualTo(5);
  }
}
