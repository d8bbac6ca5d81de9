package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.PutEndpoint;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Asks for endpoints straight on the topic {@code changes}: before any instance runs, or under a
 * contract whose URLs the API takes only with https.
 */
final class ChangeWriter {
  private final RunningInstance instance;

  ChangeWriter(RunningInstance instance) {
    this.instance = instance;
  }

  void webhook(String workspace, String contract, String url, Optional<String> secret)
      throws Exception {
    String id = "wh_" + workspace;
    long now = System.currentTimeMillis();
    List<SealedSecret> sealed =
        secret
            .map(text -> instance.keyring().seal(text.getBytes(UTF_8), id))
            .map(box -> List.of(new SealedSecret(ByteBuffer.wrap(box), now, null)))
            .orElse(List.of());
    Endpoint endpoint =
        Endpoint.newBuilder()
            .setId(id)
            .setWorkspaceId(workspace)
            .setContract(contract)
            .setRevision(0)
            .setUrl(url)
            .setEvents(List.of("*"))
            .setSecrets(sealed)
            .setOrdering(Ordering.PARALLEL)
            .setCreatedAt(now)
            .setUpdatedAt(now)
            .build();
    KafkaSettings kafka = instance.kafka();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test-changes"))) {
      for (Object action :
          List.of(new UseContract(contract), new PutEndpoint(endpoint, null, false))) {
        Change change = new Change("chg_" + id, workspace, now, "test", action);
        producer
            .send(
                new ProducerRecord<>(
                    kafka.topic(Topic.CHANGES),
                    workspace.getBytes(UTF_8),
                    AvroCodec.of(Change.class).encode(change)))
            .get();
      }
    }
  }
}
