package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final KafkaPublisher publisher =
      new KafkaPublisher(producer, "events", AvroCodec.of(Event.class)::encode);

  private static Event event(String id) {
    return Event.newBuilder()
        .setId(id)
        .setType("x")
        .setWorkspaceId("ws_1")
        .setOccurredAt(ApiFixture.NOW)
        .setData("{}")
        .build();
  }

  private static void get(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void eventsAreKeyedByWorkspaceAndKeepTheirOrder() throws Exception {
    for (int i = 0; i < 100; i++) {
      CompletionStage<Void> published = publisher.publish(event("e" + i), null);
      if (i == 99) {
        get(published);
      }
    }
    assertThat(producer.history()).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(producer.history().get(i).topic()).isEqualTo("events");
      assertThat(producer.history().get(i).key())
          .isEqualTo("ws_1".getBytes(StandardCharsets.UTF_8));
      assertThat(AvroCodec.of(Event.class).decode(producer.history().get(i).value()))
          .isEqualTo(event("e" + i));
    }
    publisher.close();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void aBrokerThatCannotBeReachedIsToldApartFromAnEventThatIsTooLarge() {
    producer.sendException = new TimeoutException("no metadata");
    assertThatThrownBy(() -> get(publisher.publish(event("e"), null)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NotReadyException.class);
    producer.sendException = new RecordTooLargeException("big");
    assertThatThrownBy(() -> get(publisher.publish(event("e"), null)))
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void afterClosingNothingIsTaken() {
    publisher.close();
    assertThatThrownBy(() -> get(publisher.publish(event("e"), null)))
        .hasCauseInstanceOf(NotReadyException.class);
  }
}
