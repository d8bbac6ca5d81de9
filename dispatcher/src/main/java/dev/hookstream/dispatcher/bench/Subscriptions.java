package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.PutEndpoint;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.secret.Keyring;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Subscribes the endpoints of a row: straight onto the topic {@code changes}, as the API would,
 * since ten thousand calls would take longer than all that is measured.
 */
final class Subscriptions {
  private static final AvroCodec<Change> CHANGE = AvroCodec.of(Change.class);
  private static final String CONTRACT = "standard";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final KafkaSettings kafka;
  private final Keyring keyring;
  private final Sink sink;

  Subscriptions(KafkaSettings kafka, Keyring keyring, Sink sink) {
    this.kafka = kafka;
    this.keyring = keyring;
    this.sink = sink;
  }

  /** Subscribes them; enabled, or as their owner would disable them, or enable them again. */
  void write(Row row, EndpointStatus status) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka.producer("bench-changes"))) {
      for (int w = 0; w < row.workspaces(); w++) {
        String workspace = row.workspace(w);
        send(producer, workspace, "use", new UseContract(CONTRACT));
        for (int e = 0; e < row.endpointsEach(); e++) {
          Endpoint endpoint = endpoint(row, w, e);
          endpoint.setStatus(status);
          send(
              producer,
              workspace,
              endpoint.getId(),
              PutEndpoint.newBuilder().setEndpoint(endpoint).build());
        }
      }
      producer.flush();
    }
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, String workspace, String id, Object action) {
    Change change =
        new Change(
            "chg_" + workspace + "_" + id, workspace, System.currentTimeMillis(), "bench", action);
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.topic(Topic.CHANGES),
                workspace.getBytes(StandardCharsets.UTF_8),
                CHANGE.encode(change)));
  }

  private Endpoint endpoint(Row row, int index, int number) {
    String workspace = row.workspace(index);
    String id = "wh_" + workspace.replace('-', '_') + "_" + number;
    long now = System.currentTimeMillis();
    byte[] sealed = keyring.seal(SECRET.getBytes(StandardCharsets.UTF_8), id);
    return Endpoint.newBuilder()
        .setId(id)
        .setWorkspaceId(workspace)
        .setContract(CONTRACT)
        .setRevision(0)
        .setUrl(sink.url(row, index, number))
        .setEvents(List.of("*"))
        .setSecrets(
            List.of(
                SealedSecret.newBuilder()
                    .setSealed(ByteBuffer.wrap(sealed))
                    .setCreatedAt(now)
                    .build()))
        .setOrdering(row.ordering())
        .setRetry(row.behaviour() == Row.Behaviour.SWITCHED ? Dispatcher.RETRY_SOON : null)
        .setCreatedAt(now)
        .setUpdatedAt(now)
        .build();
  }
}
