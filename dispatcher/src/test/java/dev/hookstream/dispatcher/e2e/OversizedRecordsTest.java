package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events topic may be one that takes more than any topic of ours. */
class OversizedRecordsTest {
  private static final int LARGE = 3_000_000;

  @Test
  void what_is_too_large_for_our_topics_is_rejected_without_it_and_the_partition_moves_on(
      @TempDir Path state) throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(1), state)) {
      takeLargeRecords(instance.kafka());
      instance.start();
      try (Publisher publisher = new Publisher(instance.kafka());
          TopicReader reader = new TopicReader(instance.kafka(), Topic.REJECTED_EVENTS)) {
        instance.api().webhook("ws", "standard", receiver.url("/"), "*");
        RecordMetadata value =
            publisher.send(0, "ws", new byte[LARGE], new RecordHeader("trace", new byte[1])).get();
        RecordMetadata headers =
            publisher
                .send(0, "ws", "garbage".getBytes(UTF_8), new RecordHeader("fat", new byte[LARGE]))
                .get();
        publisher.json("ws", "evt_good", "a.b", "{}").get();
        assertThat(receiver.next("/").eventId()).isEqualTo("evt_good");

        Eventually.that("both are rejected", () -> reader.read().size() >= 2);
        List<ConsumerRecord<byte[], byte[]>> rejected = reader.read();
        assertThat(rejected).hasSize(2);
        isThere(rejected.get(0), value, "too_large");
        assertThat(rejected.get(0).headers().lastHeader("trace").value()).hasSize(1);
        assertThat(header(rejected.get(0), "hookstream-left-out-bytes")).isEqualTo("" + LARGE);
        isThere(rejected.get(1), headers, "unreadable");
        assertThat(rejected.get(1).headers().lastHeader("fat")).isNull();
        assertThat(rejected.get(1).headers().lastHeader("hookstream-left-out-bytes")).isNotNull();
      }
    }
  }

  private static void isThere(
      ConsumerRecord<byte[], byte[]> rejected, RecordMetadata at, String reason) {
    assertThat(rejected.value()).isNull();
    assertThat(header(rejected, "hookstream-reason")).isEqualTo(reason);
    assertThat(header(rejected, "hookstream-topic")).isEqualTo(at.topic());
    assertThat(header(rejected, "hookstream-partition")).isEqualTo("" + at.partition());
    assertThat(header(rejected, "hookstream-offset")).isEqualTo("" + at.offset());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static void takeLargeRecords(KafkaSettings kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, kafka.topic(Topic.EVENTS)),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + 2 * LARGE),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
