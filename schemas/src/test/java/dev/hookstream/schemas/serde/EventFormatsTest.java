package dev.hookstream.schemas.serde;

import static dev.hookstream.schemas.serde.BadEvents.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFormatsTest {
  private static final String DATA =
      "{ \"n\":0.0382, \"big\":12345678901234567890, \"ü\":\"\\u20ac€\" }";

  static {
    TrustedClasses.declare();
  }

  private static final Event EVENT =
      Event.newBuilder()
          .setId("evt_1")
          .setType("a.b")
          .setWorkspaceId("ws_1")
          .setOccurredAt(Instant.ofEpochMilli(1_778_487_262_184L))
          .setData(DATA)
          .build();

  private final AvroCodec<Event> codec = AvroCodec.of(Event.class);
  private final EventFormats formats =
      EventFormats.withRegistry(EventFormatsTest::registry, Duration.ofSeconds(1), 10_000);

  private static Schema registry(int id, Duration atMost) throws UnknownSchemaException {
    return switch (id) {
      case 7 -> Event.getClassSchema();
      case 8 -> Wire.EVENT_OF_ANOTHER_TEAM;
      case 9 -> SchemaBuilder.record("Event").fields().requiredInt("temperature").endRecord();
      case 10 -> throw new RegistryUnavailableException("down", null);
      default -> throw new UnknownSchemaException("no schema " + id);
    };
  }

  @Test
  void an_event_in_single_object_encoding_is_read() throws Exception {
    assertThat(formats.read(codec.encode(EVENT))).isEqualTo(EVENT);
  }

  @Test
  void an_event_in_confluents_wire_format_is_read() throws Exception {
    assertThat(formats.read(Wire.confluent(7, EVENT))).isEqualTo(EVENT);
  }

  @Test
  void a_writers_schema_with_other_fields_in_another_order_is_resolved() throws Exception {
    GenericRecord record =
        new GenericRecordBuilder(Wire.EVENT_OF_ANOTHER_TEAM)
            .set("trace", "skipped")
            .set("data", DATA)
            .set("occurred_at", EVENT.getOccurredAt().toEpochMilli())
            .set("workspace_id", "ws_1")
            .set("type", "a.b")
            .set("id", "evt_1")
            .build();
    assertThat(formats.read(Wire.confluent(8, record))).isEqualTo(EVENT);
  }

  @Test
  void a_schema_is_asked_for_once() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    EventFormats counted =
        EventFormats.withRegistry(
            (id, atMost) -> {
              asked.incrementAndGet();
              return Event.getClassSchema();
            },
            Duration.ZERO,
            10_000);
    for (int i = 0; i < 10; i++) {
      counted.read(Wire.confluent(7, EVENT));
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_schema_the_registry_does_not_know_rejects_the_event() {
    rejected(formats, Wire.confluent(404, EVENT), "unknown_schema", "");
  }

  @Test
  void a_schema_that_is_no_events_rejects_the_event() {
    rejected(formats, new byte[] {0, 0, 0, 0, 9, 42}, "not_an_event", "");
  }

  @Test
  void a_registry_that_does_not_answer_says_nothing_about_the_event() {
    assertThatThrownBy(() -> formats.read(Wire.confluent(10, EVENT)))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void without_a_registry_confluents_form_is_rejected_in_words() {
    EventFormats alone = EventFormats.withoutRegistry(10_000);
    assertThat(rejected(alone, Wire.confluent(7, EVENT), "unknown_schema", ""))
        .hasMessageContaining("schema.registry.url");
  }

  @Test
  void another_record_in_single_object_encoding_is_rejected() {
    byte[] outcome = AvroCodec.of(Outcome.class).encode(Samples.of(Outcome.class, 1));
    rejected(formats, outcome, "unreadable", "");
  }

  @Test
  void nothing_and_what_is_in_no_form_is_rejected() {
    rejected(formats, new byte[0], "unreadable", "");
    rejected(formats, "hello".getBytes(UTF_8), "unreadable", "");
    rejected(formats, "[{}]".getBytes(UTF_8), "unreadable", "");
    rejected(formats, "   ".getBytes(UTF_8), "unreadable", "");
    rejected(formats, new byte[] {0, 0, 0}, "unreadable", "");
    rejected(formats, new byte[] {(byte) 0xC3}, "unreadable", "");
  }

  @Test
  void an_event_cut_off_anywhere_is_rejected_in_every_form() {
    for (byte[] whole :
        new byte[][] {codec.encode(EVENT), Wire.confluent(7, EVENT), Wire.json(EVENT)}) {
      for (int length = 0; length < whole.length; length++) {
        rejected(formats, Arrays.copyOf(whole, length), null, null);
      }
    }
  }

  @Test
  void an_event_over_the_bound_is_too_large() {
    Event large = Event.newBuilder(EVENT).setData("{\"a\":\"" + "x".repeat(10_000) + "\"}").build();
    rejected(formats, codec.encode(large), "too_large", "");
    rejected(formats, Wire.json(large), "too_large", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "5",
        "null",
        "{",
        "{}x",
        "{} {}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\":01}"
      })
  void data_in_avro_that_is_no_json_object_is_rejected(String data) {
    Event bad = Event.newBuilder(EVENT).setData(data).build();
    BadEventException e = rejected(formats, codec.encode(bad), "data_not_json", null);
    assertThat(e.pointer()).startsWith("/data");
  }

  @Test
  void the_place_of_a_fault_inside_data_is_named() {
    Event bad = Event.newBuilder(EVENT).setData("{\"a\":{\"b\":[1,{\"c\":oops}]}}").build();
    rejected(formats, codec.encode(bad), "data_not_json", "/data/a/b/1/c");
  }

  @Test
  void bytes_in_an_avro_string_that_are_not_utf8_are_rejected_and_a_real_replacement_is_not()
      throws Exception {
    Event own = Event.newBuilder(EVENT).setData("{\"a\":\"\uFFFD#\"}").build();
    byte[] bytes = codec.encode(own);
    assertThat(formats.read(bytes)).isEqualTo(own);
    bytes[indexOf(bytes, (byte) '#')] = (byte) 0xFF;
    rejected(formats, bytes, "unreadable", "");
  }

  @Test
  void empty_and_unsendable_fields_are_rejected_in_avro_too() {
    rejected(formats, codec.encode(Event.newBuilder(EVENT).setId("").build()), "missing_id", "/id");
    rejected(
        formats,
        codec.encode(Event.newBuilder(EVENT).setWorkspaceId(" ").build()),
        "missing_workspace",
        "/workspace_id");
    rejected(
        formats,
        codec.encode(Event.newBuilder(EVENT).setType("").build()),
        "missing_type",
        "/type");
    rejected(
        formats,
        codec.encode(Event.newBuilder(EVENT).setId("a\r\nX-Evil: 1").build()),
        "bad_field",
        "/id");
    rejected(formats, codec.encode(Event.newBuilder(EVENT).setId("ä").build()), "bad_field", "/id");
    rejected(
        formats,
        codec.encode(Event.newBuilder(EVENT).setType("x".repeat(256)).build()),
        "bad_field",
        "/type");
    rejected(
        formats,
        codec.encode(
            Event.newBuilder(EVENT).setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE)).build()),
        "bad_field",
        "/occurred_at");
  }

  @Test
  void a_length_of_two_gigabytes_in_a_short_record_is_rejected_at_once() {
    byte[] header = Arrays.copyOf(codec.encode(EVENT), AvroCodec.HEADER_LENGTH);
    byte[] hostile =
        ByteBuffer.allocate(header.length + 5)
            .put(header)
            .put(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F})
            .array();
    rejected(formats, hostile, "unreadable", "");
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    int i = 0;
    while (bytes[i] != wanted) {
      i++;
    }
    return i;
  }
}
