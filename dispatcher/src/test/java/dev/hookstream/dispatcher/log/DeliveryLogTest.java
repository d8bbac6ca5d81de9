package dev.hookstream.dispatcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Timings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.flow.WorkspacePartitioner;
import dev.hookstream.topology.log.DeliveryPage;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogSettings;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.state.BoundedMemory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryLogTest {
  private static final String DATA = "{\"n\":0.0382}";
  private static final long AT = System.currentTimeMillis();

  @TempDir private Path folder;
  private final KafkaSettings kafka = TestBroker.settings(2);
  private Producer<byte[], byte[]> producer;
  private DeliveryLog log;

  @BeforeEach
  void start() throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin
          .createTopics(
              Stream.of(Topic.EVENTS, Topic.ATTEMPTS, Topic.AUDIT, Topic.OUTCOMES)
                  .map(topic -> new NewTopic(kafka.topic(topic), 2, (short) 1))
                  .toList())
          .all()
          .get();
    }
    producer = new KafkaProducer<>(kafka.producer("test"));
    log = open();
  }

  @AfterEach
  void stop() {
    producer.close();
    log.close();
  }

  @Test
  void aDeliveryIsFoundWithItsAttemptsAndItsPayloadAlsoAfterARestart() throws Exception {
    DeliveryRef ref = ref(publish("evt_1"), 0);
    produce(attempt(ref, 1, AttemptResult.FAILED));
    produce(attempt(ref, 2, AttemptResult.FAILED));
    produce(attempt(ref, 3, AttemptResult.DELIVERED));
    until(() -> detail(ref).filter(found -> found.row().getAttempts() == 3));
    log.close();
    log = open();
    DeliveryDetail detail = until(() -> detail(ref));
    assertThat(detail.row().getStatus()).isEqualTo(LogStatus.DELIVERED);
    assertThat(detail.attempts()).extracting(Attempt::getAttempt).containsExactly(1, 2, 3);
    assertThat(text(detail.payload())).isEqualTo("{\"tried\":1}");
    assertThat(log.state().find("other", ref.getDeliveryId())).isEmpty();
    assertThat(log.state().find("acme", "dlv_nonsense")).isEmpty();
  }

  @Test
  void thePayloadOfAFirstSuccessComesFromTheEvent() throws Exception {
    DeliveryRef ref = ref(publish("evt_1"), 0);
    produce(attempt(ref, 1, AttemptResult.DELIVERED));
    assertThat(text(until(() -> detail(ref)).payload())).contains("\"data\":" + DATA);
  }

  @Test
  void pagesAreNewestFirstAndNewDeliveriesDoNotMoveThem() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      DeliveryRef ref = ref("evt_" + i, i);
      expected.add(0, ref.getDeliveryId());
      produce(attempt(ref, 1, AttemptResult.DELIVERED));
    }
    until(
        () ->
            page(null, 1).rows().stream()
                .filter(row -> id(row).equals(expected.get(0)))
                .findFirst());
    List<String> seen = new ArrayList<>();
    String cursor = null;
    int later = 1000;
    do {
      DeliveryPage page = page(cursor, 37);
      page.rows().forEach(row -> seen.add(id(row)));
      cursor = page.next();
      DeliveryRef fresh = ref("evt_" + later, later++);
      produce(attempt(fresh, 1, AttemptResult.DELIVERED));
    } while (cursor != null);
    assertThat(seen).containsExactlyElementsOf(expected);
    DeliveryQuery one = new DeliveryQuery(null, null, "evt_7", AT + 5, AT + 10);
    assertThat(log.state().page("acme", "wh_1", one, null, 10).rows()).hasSize(1);
    assertThatThrownBy(() -> page("nonsense", 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void beforeItIsStartedItSaysThatItIsNotReady() {
    try (DeliveryLog early = make(folder.resolve("early"))) {
      assertThat(early.notReady()).isPresent();
      assertThatThrownBy(() -> early.state().page("acme", "wh_1", DeliveryQuery.ALL, null, 1))
          .isInstanceOf(LogNotReadyException.class);
    }
  }

  private DeliveryLog open() {
    DeliveryLog opened = make(folder.resolve("state"));
    opened.start();
    return opened;
  }

  private DeliveryLog make(Path state) {
    return new DeliveryLog(
        kafka,
        LogSettings.DEFAULT,
        new LogPlace(state, "127.0.0.1:1", 0, BoundedMemory.DEFAULT_MEMORY_BYTES),
        workspace -> WorkspacePartitioner.MURMUR2.partition(workspace, 2),
        EventFormats.withoutRegistry(EventFormats.MAX_BYTES),
        Contracts.builtIn(),
        new SimpleMeterRegistry());
  }

  private DeliveryPage page(@org.jspecify.annotations.Nullable String cursor, int limit) {
    return log.state().page("acme", "wh_1", DeliveryQuery.ALL, cursor, limit);
  }

  private Optional<DeliveryDetail> detail(DeliveryRef ref) {
    return log.state().find("acme", ref.getDeliveryId()).map(log::detail);
  }

  private static String id(LogRow row) {
    return row.getRef().getDeliveryId();
  }

  private static String text(Optional<ByteBuffer> bytes) {
    return StandardCharsets.UTF_8.decode(bytes.orElseThrow()).toString();
  }

  /**
   * Asks until there is an answer; a log that is not ready is asked again, as the API's callers do.
   */
  private static <T> T until(Supplier<Optional<T>> question) throws TimeoutException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end) {
      try {
        Optional<T> answer = question.get();
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (LogNotReadyException e) {
        // Expected while it starts: asked again below.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new TimeoutException("no answer within a minute");
  }

  private String publish(String event) throws Exception {
    String json =
        "{\"id\":\"%s\",\"type\":\"order.paid\",\"workspace_id\":\"acme\",\"occurred_at\":\"2026-11-20T00:00:00Z\",\"data\":%s}"
            .formatted(event, DATA);
    producer.send(new ProducerRecord<>(kafka.topic(Topic.EVENTS), 0, null, bytes(json))).get();
    return event;
  }

  private void produce(Attempt attempt) {
    byte[] value = AvroCodec.of(Attempt.class).encode(attempt);
    var unused =
        producer.send(new ProducerRecord<>(kafka.topic(Topic.ATTEMPTS), bytes("acme"), value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static DeliveryRef ref(String event, int millisLater) {
    long at = AT + millisLater;
    String id = DeliveryId.of(DeliveryId.endpointPartOf("wh_1"), event, 0, 0, null, at);
    return new DeliveryRef(
        id, event, "order.paid", "acme", "wh_1", "standard", 0, 0L, at, null, null);
  }

  private static Attempt attempt(DeliveryRef ref, int number, AttemptResult result) {
    boolean delivered = result == AttemptResult.DELIVERED;
    return new Attempt(
        ref,
        DeliveryClass.LIVE,
        0,
        number,
        AT,
        false,
        result,
        AT + number,
        new Timings(1L, 2L, 3L, 4L, 5L),
        "https://example.com/",
        List.of(),
        delivered ? 200 : 503,
        delivered ? ErrorKind.NONE : ErrorKind.STATUS,
        null,
        List.of(),
        ByteBuffer.allocate(0),
        delivered ? null : ByteBuffer.wrap(bytes("{\"tried\":" + number + "}")),
        null);
  }
}
