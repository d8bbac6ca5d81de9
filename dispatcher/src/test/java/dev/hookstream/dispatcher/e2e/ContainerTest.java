package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.TopicNames;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** Against a Kafka that we did not assemble ourselves; needs Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerTest {
  @Container private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.0");

  @Test
  void json_arrives_signed_and_byte_for_byte(@TempDir Path state) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(
            Map.of("bootstrap.servers", KAFKA.getBootstrapServers()),
            TopicNames.DEFAULT,
            4,
            (short) 1);
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(kafka, state).start();
        Publisher publisher = new Publisher(kafka)) {
      Api.Webhook webhook =
          instance.api().webhook("ws_1", "standard", receiver.url("/hook"), "workflow.*");
      publisher.json("ws_1", "evt_1", Samples.TYPE, Samples.DATA).get();
      Arrival arrival = receiver.next("/hook");
      assertThat(arrival.eventId()).isEqualTo("evt_1");
      assertThat(arrival.text()).isEqualTo(Samples.standardBody(Samples.DATA));
      Samples.verifyStandard(webhook.secret(), arrival);
    }
  }
}
