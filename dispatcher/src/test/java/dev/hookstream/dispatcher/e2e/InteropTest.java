package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.embedded.RegistryProcess;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.registry.EventSerdes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients and a registry that neither Hookstream nor Kafka's authors wrote. */
class InteropTest {
  private static final int COUNT = 20;

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static RunningInstance instance;
  private static @Nullable RegistryProcess registry;

  @BeforeAll
  static void start() throws Exception {
    instance = new RunningInstance(TestBroker.settings(), folder.resolve("state"));
    Optional<Path> jar = RegistryProcess.jar();
    if (jar.isPresent()) {
      RegistryProcess process =
          RegistryProcess.start(
              jar.get(),
              Files.createDirectory(folder.resolve("registry")),
              LoopbackPorts.free(),
              folder.resolve("registry.log"));
      registry = process;
      process.ready().get(2, TimeUnit.MINUTES);
      instance.registry(process.url());
    }
    instance.start();
  }

  @AfterAll
  static void stop() {
    instance.close();
    if (registry != null) {
      registry.close();
    }
    RECEIVER.close();
  }

  @Test
  void events_that_a_node_service_publishes_as_json_arrive() throws Exception {
    nodesArrive("ws_node_json", "none");
  }

  @Test
  void events_that_a_node_service_publishes_with_a_registry_arrive() throws Exception {
    nodesArrive("ws_node_avro", registryUrl());
  }

  @Test
  void an_event_that_a_java_service_publishes_with_a_registry_arrives() throws Exception {
    KafkaSettings kafka = instance.kafka();
    String secret = webhook("ws_java");
    try (Publisher publisher = new Publisher(kafka);
        Serializer<Object> serializer =
            EventSerdes.serializer(Map.of("schema.registry.url", registryUrl()))) {
      byte[] value =
          serializer.serialize(
              kafka.names().events(),
              Publisher.event("ws_java", "evt_java", Samples.TYPE, Samples.DATA));
      assertThat(value).startsWith(0);
      publisher.send("ws_java", value).get();
    }
    arrives("ws_java", secret, "evt_java", Samples.standardBody(Samples.DATA));
  }

  @Test
  void an_event_published_over_http_is_written_with_the_registry_and_arrives() throws Exception {
    registryUrl();
    String secret = webhook("ws_http");
    instance
        .api()
        .post(
            "ws_http",
            "/v1/events",
            """
            {"id":"evt_http","type":"%s","occurred_at":"%s","data":%s}"""
                .formatted(Samples.TYPE, Samples.OCCURRED_AT, Samples.DATA),
            202);
    arrives("ws_http", secret, "evt_http", Samples.standardBody(Samples.DATA));
    try (TopicReader reader = new TopicReader(instance.kafka(), Topic.EVENTS)) {
      Eventually.that(
          "a record of ws_http in Confluent's form",
          () ->
              reader.read().stream()
                  .filter(record -> new String(record.key(), UTF_8).equals("ws_http"))
                  .anyMatch(record -> record.value()[0] == 0));
    }
  }

  private static String registryUrl() {
    assumeTrue(
        registry != null,
        "the schema registry is not there: the build unpacks it into target/registry");
    return Objects.requireNonNull(registry).url();
  }

  private static String webhook(String workspace) throws Exception {
    return instance
        .api()
        .webhook(workspace, "standard", RECEIVER.url("/" + workspace), "*")
        .secret();
  }

  private static void nodesArrive(String workspace, String registryUrl) throws Exception {
    NodePublisher.install();
    String secret = webhook(workspace);
    KafkaSettings kafka = instance.kafka();
    NodePublisher.publish(
        kafka.bootstrapServers(), registryUrl, kafka.names().events(), COUNT, workspace);
    List<Arrival> arrivals = RECEIVER.next("/" + workspace, COUNT);
    for (int i = 0; i < COUNT; i++) {
      String id = "evt_node_" + i;
      Arrival arrival =
          arrivals.stream().filter(each -> each.eventId().equals(id)).findFirst().orElseThrow();
      Instant occurred = Instant.parse(Samples.OCCURRED_AT).plusMillis(i);
      assertThat(arrival.text())
          .isEqualTo(
              ("{\"type\":\"workflow.run.completed\",\"timestamp\":\"" + occurred)
                  + ("\",\"data\":{\"run_id\":\"run_" + i)
                  + "\", \"cost_usd\":0.0382,\"big\":12345678901234567890,\"text\":\"€ 😀\"}}");
      Samples.verifyStandard(secret, arrival);
    }
  }

  private static void arrives(String workspace, String secret, String id, String body)
      throws Exception {
    Arrival arrival = RECEIVER.next("/" + workspace);
    assertThat(arrival.eventId()).isEqualTo(id);
    assertThat(arrival.text()).isEqualTo(body);
    Samples.verifyStandard(secret, arrival);
  }
}
