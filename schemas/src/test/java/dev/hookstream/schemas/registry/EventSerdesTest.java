package dev.hookstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventSerdesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeRegistry registry = new FakeRegistry();
  private final AvroCodec<Event> codec = AvroCodec.of(Event.class);
  private final Event event =
      Event.newBuilder()
          .setId("evt_1")
          .setType("a.b")
          .setWorkspaceId("ws_1")
          .setOccurredAt(Instant.ofEpochMilli(1))
          .setData("{\"a\": 1.10}")
          .build();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void without_a_registry_events_are_written_in_single_object_encoding() throws Exception {
    byte[] bytes = EventSerdes.serializer(Map.of()).serialize("events", event);
    assertThat(bytes).isEqualTo(codec.encode(event));
    assertThat(EventSerdes.reader(Map.of(), SECOND).read(bytes)).isEqualTo(event);
  }

  @Test
  void with_a_registry_events_are_written_in_confluents_form_and_read_back() throws Exception {
    String schema = PlainSchema.textOf(Event.getClassSchema()).replace("\"", "\\\"");
    registry.then(200, "{\"id\":258}").then(200, "{\"schema\":\"" + schema + "\"}");
    Map<String, String> settings = Map.of("schema.registry.url", registry.url());
    byte[] bytes = EventSerdes.serializer(settings).serialize("events", event);
    assertThat(bytes).startsWith(0, 0, 0, 1, 2);
    EventFormats reader = EventSerdes.reader(settings, SECOND);
    assertThat(reader.read(bytes)).isEqualTo(event);
    assertThat(registry.requests)
        .extracting(FakeRegistry.Request::line)
        .containsExactly("POST /subjects/events-value/versions", "GET /schemas/ids/258");
  }

  @Test
  @Timeout(60)
  void a_reader_that_waits_for_nobody_reads_the_event_once_the_registry_has_answered()
      throws Exception {
    String schema = PlainSchema.textOf(Event.getClassSchema()).replace("\"", "\\\"");
    CountDownLatch answer = new CountDownLatch(1);
    registry.then(200, "{\"schema\":\"" + schema + "\"}").after(answer);
    byte[] single = codec.encode(event);
    byte[] bytes = Arrays.copyOfRange(single, 5, single.length);
    Arrays.fill(bytes, 0, 4, (byte) 0);
    bytes[4] = 7;
    EventFormats reader =
        EventSerdes.nonBlockingReader(
            Map.of("schema.registry.url", registry.url()), EventFormats.MAX_BYTES);
    assertThat(reader.read(single)).as("needs no registry").isEqualTo(event);
    assertThatThrownBy(() -> reader.read(bytes)).isInstanceOf(RegistryUnavailableException.class);
    answer.countDown();
    Event read = null;
    while (read == null) {
      try {
        read = reader.read(bytes);
      } catch (RegistryUnavailableException e) {
        Thread.onSpinWait();
      }
    }
    assertThat(read).isEqualTo(event);
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void without_auto_registration_the_schema_is_only_looked_up() {
    registry.then(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
    Serializer<Object> serializer =
        EventSerdes.serializer(
            Map.of("schema.registry.url", registry.url(), "auto.register.schemas", false));
    assertThatThrownBy(() -> serializer.serialize("events", event))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Subject not found");
    assertThat(registry.requests.get(0).line()).isEqualTo("POST /subjects/events-value");
  }

  @Test
  void the_newest_schema_of_the_subject_is_written_where_asked_for() throws Exception {
    String newer =
        PlainSchema.textOf(Event.getClassSchema())
            .replace(
                "\"fields\":[",
                "\"fields\":[{\"name\":\"region\",\"type\":\"string\",\"default\":\"eu\"},");
    new Schema.Parser().parse(newer);
    String escaped = newer.replace("\"", "\\\"");
    registry.then(200, "{\"id\":9,\"version\":2,\"schema\":\"" + escaped + "\"}");
    Map<String, Object> settings =
        Map.of(
            "schema.registry.url",
            registry.url(),
            "auto.register.schemas",
            "false",
            "use.latest.version",
            "true");
    byte[] bytes = EventSerdes.serializer(settings).serialize("events", event);
    assertThat(bytes).startsWith(0, 0, 0, 0, 9, 4, 'e', 'u');
    assertThat(EventSerdes.reader(settings, SECOND).read(bytes)).isEqualTo(event);
  }

  @Test
  void the_subjects_name_follows_the_strategy() {
    Schema schema = Event.getClassSchema();
    String confluents = "io.confluent.kafka.serializers.subject.";
    assertThat(SubjectNames.named("TopicNameStrategy").of("e", schema)).isEqualTo("e-value");
    assertThat(SubjectNames.named(confluents + "RecordNameStrategy").of("e", schema))
        .isEqualTo("dev.hookstream.schemas.Event");
    assertThat(SubjectNames.named(confluents + "TopicRecordNameStrategy").of("e", schema))
        .isEqualTo("e-dev.hookstream.schemas.Event");
  }

  @Test
  void another_serializer_is_used_by_naming_its_class() {
    Serializer<?> named =
        EventSerdes.serializer(Map.of("events.value.serializer", StringSerializer.class.getName()));
    assertThat(named).isInstanceOf(StringSerializer.class);
  }

  @Test
  void a_setting_that_is_wrong_is_named_and_no_password_is() {
    wrong("events.value.serializer", "io.confluent.NotThere", "not on the class path");
    wrong("events.value.serializer", "java.lang.String", "no Kafka Serializer");
    wrong("schema.registry.url", "nonsense", "http or https");
    wrong("schema.registry.url", "http://ok:1,ftp://user:hunter2@x", "http or https");
    wrong("value.subject.name.strategy", "MyStrategy", "name Confluent's serializer class");
    wrong("basic.auth.credentials.source", "SASL_INHERIT", "URL or USER_INFO");
    wrong("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info");
    wrong("bearer.auth.credentials.source", "OAUTHBEARER", "STATIC_TOKEN");
    wrong("http.read.timeout.ms", "soon", "milliseconds");
    assertThat(
            RegistrySettings.from(Map.of("schema.registry.url", "http://u:hunter2@h:1")).toString())
        .doesNotContain("hunter2");
  }

  private static void wrong(String name, String value, String words) {
    Map<String, String> settings =
        name.equals("schema.registry.url")
            ? Map.of(name, value)
            : Map.of("schema.registry.url", "http://localhost:1", name, value);
    assertThatThrownBy(() -> EventSerdes.serializer(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("hunter2");
  }
}
