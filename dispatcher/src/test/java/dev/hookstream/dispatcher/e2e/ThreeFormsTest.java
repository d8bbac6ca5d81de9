package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.registry.EventSerdes;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event on Kafka, in each form that may be on the topic, becomes a signed webhook. */
class ThreeFormsTest {
  private static final String DATA = Samples.DATA;

  @TempDir static Path state;

  private static final Receiver RECEIVER = new Receiver();
  private static final FakeRegistry REGISTRY = new FakeRegistry();
  private static RunningInstance instance;
  private static Publisher publisher;

  @BeforeAll
  static void start() throws Exception {
    instance = new RunningInstance(TestBroker.settings(), state).registry(REGISTRY.url()).start();
    publisher = new Publisher(instance.kafka());
  }

  @AfterAll
  static void stop() {
    publisher.close();
    instance.close();
    REGISTRY.close();
    RECEIVER.close();
  }

  @Test
  void json_arrives_signed_and_byte_for_byte() throws Exception {
    arrives("ws_json", "evt_json", Publisher.jsonBytes("ws_json", "evt_json", Samples.TYPE, DATA));
  }

  @Test
  void avros_single_object_encoding_arrives_signed_and_byte_for_byte() throws Exception {
    Event event = Publisher.event("ws_single", "evt_single", Samples.TYPE, DATA);
    arrives("ws_single", "evt_single", AvroCodec.of(Event.class).encode(event));
  }

  @Test
  void confluents_wire_format_arrives_signed_and_byte_for_byte() throws Exception {
    Event event = Publisher.event("ws_confluent", "evt_confluent", Samples.TYPE, DATA);
    try (Serializer<Object> serializer =
        EventSerdes.serializer(Map.of("schema.registry.url", REGISTRY.url()))) {
      byte[] value = serializer.serialize(instance.kafka().names().events(), event);
      assertThat(value).startsWith(0, 0, 0, 0, FakeRegistry.EVENT_ID);
      arrives("ws_confluent", "evt_confluent", value);
    }
  }

  private static void arrives(String workspace, String id, byte[] value) throws Exception {
    Api.Webhook webhook =
        instance.api().webhook(workspace, "standard", RECEIVER.url("/" + workspace), "workflow.*");
    publisher.send(workspace, value).get();
    Arrival arrival = RECEIVER.next("/" + workspace);
    assertThat(arrival.eventId()).isEqualTo(id);
    assertThat(arrival.attempt()).isEqualTo(1);
    assertThat(arrival.header("content-type")).isEqualTo("application/json");
    assertThat(arrival.header("user-agent")).startsWith("Hookstream/");
    assertThat(arrival.text()).isEqualTo(Samples.standardBody(DATA));
    Samples.verifyStandard(webhook.secret(), arrival);
  }
}
