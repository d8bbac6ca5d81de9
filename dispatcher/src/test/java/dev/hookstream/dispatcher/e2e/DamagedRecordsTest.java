package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedRecordsTest {
  private static final int BAD = 100_000;
  private static final int GOOD_EVERY = 100;
  private static final int UNKNOWN_IDS = 50;

  private final Random random = new Random(20_261_120);

  @Test
  void among_100_000_damaged_records_every_good_event_arrives(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        FakeRegistry registry = new FakeRegistry();
        RunningInstance instance =
            new RunningInstance(TestBroker.settings(), state).registry(registry.url()).start();
        Publisher publisher = new Publisher(instance.kafka())) {
      for (int w = 0; w < 4; w++) {
        instance.api().webhook("ws_" + w, "standard", receiver.url("/" + w), "*");
      }
      Set<String> good = new HashSet<>();
      Map<String, Integer> bad = new ConcurrentHashMap<>();
      for (int i = 0; i < BAD; i++) {
        String workspace = "ws_" + i / GOOD_EVERY % 4;
        byte[] damaged = damaged(i, workspace);
        var unused =
            publisher.send(
                "ws_" + random.nextInt(50), damaged, at -> bad.put(place(at), hash(damaged)));
        if (i % GOOD_EVERY == 0) {
          var unusedAnswer = publisher.send(workspace, sound(i, workspace));
          good.add("/" + workspace.substring(3) + " evt_" + i);
        }
      }
      publisher.flush();

      Map<String, Integer> rejected = new HashMap<>();
      try (TopicReader reader = new TopicReader(instance.kafka(), Topic.REJECTED_EVENTS)) {
        Eventually.that(
            "every good one has arrived and every bad one is rejected",
            () -> {
              assertThat(instance.api().isReady()).as("ready all the while").isTrue();
              return reader.read().size() >= BAD && receiver.set().size() >= good.size();
            });
        for (ConsumerRecord<byte[], byte[]> record : reader.read()) {
          assertThat(header(record, "hookstream-reason")).isNotBlank();
          assertThat(header(record, "hookstream-message")).isNotBlank();
          assertThat(header(record, "hookstream-rejected-at")).isNotBlank();
          rejected.put(
              header(record, "hookstream-partition") + "@" + header(record, "hookstream-offset"),
              hash(record.value()));
        }
        assertThat(reader.read()).hasSize(BAD);
      }
      assertThat(rejected.equals(bad)).as("each at its place, with its bytes").isTrue();
      assertThat(receiver.set()).isEqualTo(good);
      assertThat(instance.api().isReady()).isTrue();
    }
  }

  private byte[] sound(int i, String workspace) {
    return switch (i / GOOD_EVERY % 3) {
      case 0 -> Publisher.jsonBytes(workspace, "evt_" + i, "a.b", "{}");
      case 1 -> single(i, workspace);
      default -> confluent(FakeRegistry.EVENT_ID, single(i, workspace));
    };
  }

  private byte[] damaged(int i, String workspace) {
    return switch (i % 5) {
      case 0 -> randomBytes();
      case 1 -> cut(single(i, workspace));
      case 2 -> cut(confluent(FakeRegistry.EVENT_ID, single(i, workspace)));
      case 3 -> confluent(1_000 + random.nextInt(UNKNOWN_IDS), single(i, workspace));
      default -> wrongJson(i, workspace);
    };
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] cut(byte[] whole) {
    return Arrays.copyOf(whole, random.nextInt(whole.length));
  }

  private static byte[] single(int i, String workspace) {
    return AvroCodec.of(Event.class).encode(Publisher.event(workspace, "evt_" + i, "a.b", "{}"));
  }

  private static byte[] confluent(int id, byte[] single) {
    byte[] body = Arrays.copyOfRange(single, 10, single.length);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  private byte[] wrongJson(int i, String workspace) {
    String id = "evt_" + i;
    byte[] whole = Publisher.jsonBytes(workspace, id, "a.b", "{\"a\":[1,2,3]}");
    return switch (i / 5 % 6) {
      case 0 -> cut(whole);
      case 1 -> Publisher.jsonBytes(workspace, id, "a.b", "[1]");
      case 2 -> Publisher.jsonBytes(workspace, id, "a.b", "{\"a\":01}");
      case 3 -> Publisher.jsonBytes(workspace, "", "a.b", "{}");
      case 4 -> Publisher.jsonBytes("", id, "a.b", "{}");
      default -> Publisher.jsonBytes(workspace, id, "a.b\\u0000", "{}");
    };
  }

  private static String place(RecordMetadata at) {
    return at.partition() + "@" + at.offset();
  }

  private static int hash(byte[] value) {
    return Arrays.hashCode(value);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    assertThat(header).as(name).isNotNull();
    return new String(header.value(), UTF_8);
  }
}
