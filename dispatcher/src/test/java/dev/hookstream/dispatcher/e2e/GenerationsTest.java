package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.state.Generation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another release does in a group, as far as its members can see. */
class GenerationsTest {
  private final KafkaSettings kafka = TestBroker.settings();

  @TempDir private Path state;

  @Test
  void an_instance_of_another_generation_is_not_joined_until_it_has_gone() throws Exception {
    try (RunningInstance instance = new RunningInstance(kafka, state)) {
      refused(instance, "sender", "-g00000000", "00000000");
      // A release from before there were generations.
      refused(instance, "delay", "", "unknown");
      instance.start();
      assertThat(instance.api().isReady()).isTrue();
    }
  }

  private void refused(RunningInstance instance, String part, String id, String generation)
      throws Exception {
    try (KafkaConsumer<byte[], byte[]> other = joined(part, kafka.group(part) + id)) {
      assertThat(other.assignment()).isNotEmpty();
      assertThatThrownBy(instance::start)
          .hasMessageContaining("instances of another generation are running")
          .hasMessageContaining("this one (generation " + Generation.id() + ")")
          .hasMessageContaining("generation " + generation + " at 127.0.0.1")
          .hasMessageContaining("Stop all of them");
    }
  }

  /** A member that heartbeats in the background, on a topic of no concern. */
  private KafkaConsumer<byte[], byte[]> joined(String part, String clientId) throws Exception {
    Map<String, Object> properties = kafka.consumer(part);
    properties.put("client.id", clientId);
    properties.put(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
    consumer.subscribe(List.of(kafka.topic(Topic.REPLAY_JOBS)));
    Eventually.that(
        "it has joined",
        () -> {
          var unused = consumer.poll(Duration.ofMillis(100));
          return !consumer.assignment().isEmpty();
        });
    return consumer;
  }
}
