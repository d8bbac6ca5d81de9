package dev.hookstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.schemas.serde.UnknownSchemaException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryClientTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String UNKNOWN = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

  private final FakeRegistry registry = new FakeRegistry();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void stop() {
    registry.close();
  }

  /** Its back-off takes no time but the clock's, a second a pause. */
  private SchemaRegistryClient client(String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("schema.registry.url", registry.url());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new SchemaRegistryClient(
        RegistrySettings.from(settings),
        (failures, left) -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()),
        nanos::get);
  }

  @Test
  void a_schema_is_asked_for_once_and_kept() throws Exception {
    registry.then(200, "{\"schema\":\"\\\"string\\\"\"}");
    SchemaRegistryClient client = client();
    assertThat(client.byId(1, LONG)).isEqualTo(Schema.create(Schema.Type.STRING));
    assertThat(client.byId(1, LONG)).isEqualTo(Schema.create(Schema.Type.STRING));
    assertThat(registry.requests).hasSize(1);
    assertThat(registry.requests.get(0).line()).isEqualTo("GET /schemas/ids/1");
  }

  @Test
  void an_unknown_id_is_asked_for_again_only_after_a_minute() throws Exception {
    registry.then(404, UNKNOWN).then(200, "{\"schema\":\"\\\"int\\\"\"}");
    SchemaRegistryClient client = client();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> client.byId(9, LONG)).isInstanceOf(UnknownSchemaException.class);
    }
    assertThat(registry.requests).hasSize(1);
    nanos.addAndGet(SchemaRegistryClient.UNKNOWN_KEPT.toNanos() + 1);
    assertThat(client.byId(9, LONG)).isEqualTo(Schema.create(Schema.Type.INT));
  }

  @Test
  void a_negative_id_is_unknown_without_asking() {
    assertThatThrownBy(() -> client().byId(-1, LONG)).isInstanceOf(UnknownSchemaException.class);
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void a_registry_that_fails_is_asked_until_it_answers() throws Exception {
    registry
        .then(500, "")
        .then(503, "<html>")
        .then(429, "{}")
        .then(200, "{\"schema\":\"\\\"int\\\"\"}");
    assertThat(client().byId(3, LONG)).isEqualTo(Schema.create(Schema.Type.INT));
    assertThat(registry.requests).hasSize(4);
  }

  @Test
  void a_registry_that_does_not_answer_in_time_is_unavailable_and_not_unknown() {
    registry.then(500, "");
    assertThatThrownBy(() -> client().byId(3, Duration.ofSeconds(5)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("answers 500 (6 tries)");
  }

  @Test
  void a_registry_that_is_not_there_is_unavailable() {
    registry.close();
    assertThatThrownBy(() -> client().byId(3, Duration.ofSeconds(2)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void a_404_that_no_registry_wrote_makes_no_event_bad() {
    for (String body : new String[] {"", "not found", "{\"status\":404}", "[]"}) {
      try (FakeRegistry proxy = new FakeRegistry().then(404, body)) {
        SchemaRegistryClient client = client("schema.registry.url", proxy.url());
        assertThatThrownBy(() -> client.byId(3, Duration.ofSeconds(1)))
            .isInstanceOf(RegistryUnavailableException.class)
            .hasMessageContaining("is the path in schema.registry.url right?");
      }
    }
  }

  @Test
  void refused_credentials_are_the_operators_fault_and_not_the_events() {
    registry.then(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
    assertThatThrownBy(() -> client().byId(3, Duration.ofSeconds(1)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("refuses our credentials");
  }

  @Test
  void the_next_address_is_asked_where_one_fails_and_then_kept() throws Exception {
    try (FakeRegistry second = new FakeRegistry().then(200, "{\"schema\":\"\\\"int\\\"\"}")) {
      registry.then(500, "");
      SchemaRegistryClient client =
          client("schema.registry.url", registry.url() + " , " + second.url() + "/");
      client.byId(1, LONG);
      client.byId(2, LONG);
      assertThat(registry.requests).hasSize(1);
      assertThat(second.requests).hasSize(2);
    }
  }

  @Test
  void a_schema_of_another_kind_or_that_cannot_be_parsed_is_unknown() {
    registry.then(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
    assertThatThrownBy(() -> client().byId(1, LONG))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("PROTOBUF");
    registry.then(200, "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}");
    assertThatThrownBy(() -> client().byId(2, LONG)).isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(() -> client().byId(2, LONG)).isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void references_are_fetched_first() throws Exception {
    String reference = "\"references\":[{\"name\":\"x.In\",\"subject\":\"x/in\",\"version\":2}]";
    registry
        .then(
            200,
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"x.Out\\\",\\\"fields\\\":[{"
                + "\\\"name\\\":\\\"in\\\",\\\"type\\\":\\\"x.In\\\"}]}\","
                + reference
                + "}")
        .then(
            200,
            "{\"schema\":\"{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"x.In\\\",\\\"symbols\\\":[\\\"A\\\"]}\"}");
    Schema schema = client().byId(1, LONG);
    assertThat(schema.getField("in").schema().getEnumSymbols()).containsExactly("A");
    assertThat(registry.requests.get(1).line()).isEqualTo("GET /subjects/x%2Fin/versions/2");
  }

  @Test
  void a_schema_is_registered_once_and_as_other_languages_write_it() {
    registry.then(200, "{\"id\":7}");
    SchemaRegistryClient client = client();
    for (int i = 0; i < 3; i++) {
      assertThat(client.register("events-value", Event.getClassSchema(), LONG).id()).isEqualTo(7);
    }
    assertThat(registry.requests).hasSize(1);
    assertThat(registry.requests.get(0).line()).isEqualTo("POST /subjects/events-value/versions");
    assertThat(registry.requests.get(0).body())
        .contains("timestamp-millis")
        .doesNotContain("avro.java.string");
  }

  @Test
  void a_schema_that_the_registry_refuses_is_said_so_at_once() {
    registry.then(409, "{\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}");
    assertThatThrownBy(() -> client().register("s", Event.getClassSchema(), LONG))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("incompatible with an earlier schema");
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void credentials_are_sent_as_the_settings_say() throws Exception {
    registry.then(200, "{\"schema\":\"\\\"int\\\"\"}");
    client("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "user:päss")
        .byId(1, LONG);
    client("schema.registry.url", registry.url().replace("://", "://user:p%20w@")).byId(1, LONG);
    client("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "tok")
        .byId(1, LONG);
    client().byId(1, LONG);
    assertThat(registry.requests)
        .extracting(FakeRegistry.Request::authorization)
        .containsExactly("Basic dXNlcjpww6Rzcw==", "Basic dXNlcjpwIHc=", "Bearer tok", "null");
  }

  @Test
  void a_thread_that_is_interrupted_stops_waiting_and_stays_interrupted() {
    registry.then(500, "");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> client().byId(1, LONG))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
