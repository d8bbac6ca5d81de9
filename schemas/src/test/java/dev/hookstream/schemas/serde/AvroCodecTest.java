package dev.hookstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AvroCodecTest {
  private final AvroCodec<Delivery> codec = AvroCodec.of(Delivery.class);

  @ParameterizedTest
  @EnumSource(value = Topic.class, names = "REJECTED_EVENTS", mode = EnumSource.Mode.EXCLUDE)
  void every_topics_record_comes_back_as_it_went(Topic topic) {
    for (int seed = 0; seed < 50; seed++) {
      roundTrip(topic.value().orElseThrow(), seed);
    }
  }

  private static <T extends SpecificRecordBase> void roundTrip(Class<T> type, long seed) {
    T record = Samples.of(type, seed);
    AvroCodec<T> codec = AvroCodec.of(type);
    assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
  }

  @Test
  void the_bytes_are_those_of_avros_own_encoder() throws Exception {
    Delivery record = Samples.of(Delivery.class, 1);
    byte[] avros = new byte[Delivery.getEncoder().encode(record).remaining()];
    Delivery.getEncoder().encode(record).get(avros);
    assertThat(codec.encode(record)).isEqualTo(avros);
  }

  @Test
  void what_is_passed_over_has_its_default_and_the_rest_is_there() {
    AvroCodec<Attempt> all = AvroCodec.of(Attempt.class);
    Attempt record = Samples.of(Attempt.class, 1);
    assertThat(record.getRequestHeaders()).isNotEmpty();
    Attempt read = all.without("request_headers", "response_body").decode(all.encode(record));
    record.setRequestHeaders(List.of());
    record.setResponseBody(ByteBuffer.allocate(0));
    assertThat(read).isEqualTo(record);
  }

  @Test
  void only_what_has_a_default_can_be_passed_over() {
    assertThatThrownBy(() -> AvroCodec.of(Attempt.class).without("url"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no field with a default in Attempt: url");
    assertThatThrownBy(() -> AvroCodec.of(Attempt.class).without("nothing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_codec_of_a_type_is_one() {
    assertThat(AvroCodec.of(Delivery.class)).isSameAs(codec);
  }

  @Test
  void bytes_without_the_marker_are_refused_in_words() {
    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("not a Delivery");
    assertThatThrownBy(() -> codec.decode("{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("do not begin with C3 01");
  }

  @Test
  void another_records_schema_is_refused_in_words() {
    byte[] outcome = AvroCodec.of(Outcome.class).encode(Samples.of(Outcome.class, 1));
    assertThatThrownBy(() -> codec.decode(outcome))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("not a Delivery of any version known here");
  }

  @Test
  void a_record_that_is_cut_off_anywhere_is_refused() {
    byte[] whole = codec.encode(Samples.of(Delivery.class, 2));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(UnreadableRecordException.class);
    }
  }

  @Test
  void bytes_after_the_record_are_refused() {
    byte[] whole = codec.encode(Samples.of(Delivery.class, 2));
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("left over");
  }

  @Test
  void damaged_bytes_end_in_one_exception_and_never_another() {
    Random random = new Random(42);
    byte[] whole = codec.encode(Samples.of(Delivery.class, 3));
    for (int i = 0; i < 50_000; i++) {
      byte[] damaged = whole.clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        damaged[AvroCodec.HEADER_LENGTH + random.nextInt(whole.length - AvroCodec.HEADER_LENGTH)] =
            (byte) random.nextInt();
      }
      try {
        codec.decode(damaged);
      } catch (UnreadableRecordException e) {
        assertThat(e).hasMessageContaining("Delivery");
      }
    }
  }

  @Test
  void the_serde_lets_null_through() {
    assertThat(codec.serde().serializer().serialize("deliveries", null)).isNull();
    assertThat(codec.serde().deserializer().deserialize("deliveries", null)).isNull();
  }

  @Test
  void many_threads_may_use_one_codec() throws Exception {
    AvroCodec<Event> events = AvroCodec.of(Event.class);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> all =
          IntStream.range(0, 8)
              .mapToObj(
                  thread ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 2_000; i++) {
                              Event event = Samples.of(Event.class, thread * 10_000L + i);
                              if (!events.decode(events.encode(event)).equals(event)) {
                                return false;
                              }
                            }
                            return true;
                          }))
              .toList();
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
