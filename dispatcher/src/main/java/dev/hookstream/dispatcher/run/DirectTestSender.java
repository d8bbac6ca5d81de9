package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.TestSender;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.sender.HttpExchange;
import dev.hookstream.dispatcher.trace.LogIds;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.lane.Release;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.secret.Keyring;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a test through the same signer, guard and sender as every delivery, and logs it as one. */
final class DirectTestSender implements TestSender {
  private static final Logger log = LoggerFactory.getLogger(DirectTestSender.class);
  private static final AvroCodec<Attempt> CODEC = AvroCodec.of(Attempt.class);

  private final String attempts;
  private final Contracts contracts;
  private final Keyring keyring;
  private final HttpExchange exchange;
  private final Producer<byte[], byte[]> producer;
  private final Executor blocking;
  private final InstantSource clock;

  DirectTestSender(
      KafkaSettings kafka,
      Contracts contracts,
      Keyring keyring,
      HttpExchange exchange,
      Producer<byte[], byte[]> producer,
      Executor blocking,
      InstantSource clock) {
    this.attempts = kafka.topic(Topic.ATTEMPTS);
    this.contracts = contracts;
    this.keyring = keyring;
    this.exchange = exchange;
    this.producer = producer;
    this.blocking = blocking;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Attempt> send(Endpoint endpoint, Event event) {
    long now = clock.millis();
    Contract contract = contracts.find(endpoint.getContract()).orElseThrow();
    Target target = new Target(endpoint, contract);
    DeliveryRef ref =
        new DeliveryRef(
            DeliveryId.of(target.idPart(), event.getId(), -1, -1, null, now),
            event.getId(),
            event.getType(),
            endpoint.getWorkspaceId(),
            endpoint.getId(),
            contract.name(),
            -1,
            -1L,
            now,
            null,
            null);
    Waiting waiting = new Waiting(ref, DeliveryClass.LIVE, 0, 1, 0L, now, null);
    // A release of its own: the topology's belongs to its thread.
    return exchange
        .send(
            new Release(keyring)
                .make(target, waiting, contract.render(event), now, Release.NO_ORDER),
            true)
        .whenComplete(
            (attempt, failed) -> {
              if (attempt != null) {
                blocking.execute(() -> record(attempt));
              }
            });
  }

  private void record(Attempt attempt) {
    byte[] key = attempt.getRef().getWorkspaceId().getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
            new ProducerRecord<>(attempts, key, CODEC.encode(attempt)),
            (metadata, failed) -> {
              if (failed != null) {
                LogIds.of(log.atWarn(), attempt.getRef(), attempt.getAttempt())
                    .setCause(failed)
                    .log(
                        "A test was sent, but Kafka did not take its record: the log will not show it");
              }
            });
  }
}
