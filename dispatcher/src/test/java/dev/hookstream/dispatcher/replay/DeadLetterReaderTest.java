package dev.hookstream.dispatcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayWhat;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages of dead letters: newest first, each letter on one of them. */
@ExtendWith(TestBroker.class)
class DeadLetterReaderTest {
  private final FakeWorld world = new FakeWorld();
  private KafkaSettings kafka;
  private DeadLetterReader reader;

  @BeforeEach
  void topics(KafkaSettings given) {
    kafka = given;
    new TopicAdmin(kafka).create();
    reader = new DeadLetterReader(kafka, world);
  }

  private void put(String workspace, int from, int until) {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i = from; i < until; i++) {
        var unused = producer.send(record(AvroCodec.of(DeadLetter.class).encode(of(workspace, i))));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(byte[] value) {
    return new ProducerRecord<>(
        kafka.topic(Topic.DEAD_LETTERS), 0, "ws".getBytes(StandardCharsets.UTF_8), value);
  }

  private static DeadLetter of(String workspace, int number) {
    return DeadLetter.newBuilder()
        .setRef(
            new DeliveryRef(
                "dlv_" + number,
                "evt_" + number,
                number % 2 == 0 ? "even.one" : "odd.one",
                workspace,
                "wh_a",
                "standard",
                0,
                (long) number,
                1_000L + number,
                null,
                null))
        .setAt(1_000)
        .setAttempts(1)
        .setFirstAttemptAt(1_000)
        .setReason(number % 3 == 0 ? "too_old" : "attempts_used_up")
        .setFailures(List.of())
        .setBody(ByteBuffer.allocate(1))
        .build();
  }

  private static ReplayJob.Builder everything() {
    return ReplayJob.newBuilder()
        .setWhat(ReplayWhat.PUT_BACK)
        .setCreatedAt(1)
        .setCreatedBy("test")
        .setSince(0)
        .setUntil(Long.MAX_VALUE / 2);
  }

  /** All pages, one after the other; a page may be empty and not be the last. */
  private List<Integer> walk(ReplayJob filter, int limit) {
    List<Integer> found = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<DeadLetter> page = reader.list("ws", filter, cursor, limit);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      page.items().forEach(its -> found.add(Math.toIntExact(its.getRef().getEventOffset())));
      cursor = page.next();
    } while (cursor != null);
    return found;
  }

  private static List<Integer> newestFirst(int from, int until) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(from, until).boxed().toList());
    Collections.reverse(numbers);
    return numbers;
  }

  @Test
  void there_is_one_empty_page_where_there_is_none() {
    assertThat(walk(everything().build(), 10)).isEmpty();
  }

  @Test
  void each_is_on_one_page_whatever_the_pages_size() {
    put("ws", 0, 1_203);
    for (int limit : new int[] {7, 250, 500, 1_203, 5_000}) {
      assertThat(walk(everything().build(), limit))
          .as("pages of %s", limit)
          .isEqualTo(newestFirst(0, 1_203));
    }
  }

  @Test
  void others_and_what_cannot_be_read_are_passed_over() {
    put("ws", 0, 10);
    put("ws_other", 10, 600);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      var unused = producer.send(record(new byte[] {1, 2, 3}));
    }
    put("ws", 600, 610);
    List<Integer> expected = newestFirst(600, 610);
    expected.addAll(newestFirst(0, 10));
    assertThat(walk(everything().build(), 4)).isEqualTo(expected);
  }

  @Test
  void what_comes_while_somebody_pages_changes_no_later_page() {
    put("ws", 0, 20);
    Page<DeadLetter> first = reader.list("ws", everything().build(), null, 5);
    put("ws", 20, 40);
    Page<DeadLetter> second = reader.list("ws", everything().build(), first.next(), 5);
    assertThat(second.items())
        .extracting(letter -> letter.getRef().getEventOffset())
        .containsExactly(14L, 13L, 12L, 11L, 10L);
  }

  @Test
  void the_filter_and_the_log_have_their_say() {
    put("ws", 0, 10);
    world.rows.put(
        "dlv_4",
        LogRow.newBuilder()
            .setRef(of("ws", 4).getRef())
            .setStatus(LogStatus.DELIVERED)
            .setAttempts(2)
            .setLastAttemptAt(2_000)
            .build());
    assertThat(walk(everything().setTypes(List.of("even.*")).build(), 3))
        .containsExactly(8, 6, 2, 0);
    assertThat(walk(everything().setUntil(1_003).build(), 3)).containsExactly(2, 1, 0);
    assertThat(walk(everything().setReason("too_old").build(), 3)).containsExactly(9, 6, 3, 0);
  }

  @Test
  void a_cursor_that_was_never_given_is_refused() {
    assertThatThrownBy(() -> reader.list("ws", everything().build(), "soon", 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
