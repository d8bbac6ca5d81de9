package dev.hookstream.dispatcher.replay;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicFollower;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.ReplayCancel;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Replays, from asking for one to its end. {@link #start()} once, {@link #close} once. */
public final class ReplayJobs implements Replays, AutoCloseable {
  private static final Duration ECHO = Duration.ofSeconds(15);
  private static final AvroCodec<Pending> PENDING = AvroCodec.of(Pending.class);

  private final KafkaSettings kafka;
  private final ReplayWorld world;
  private final InstantSource clock;
  private final ReplayTable table = new ReplayTable();
  private final TopicFollower follower;
  private final ReplayRunner runner;
  private final Producer<byte[], byte[]> producer;

  /** Opens what it needs; nothing is read or run yet. */
  public ReplayJobs(
      KafkaSettings kafka, ReplayWorld world, MeterRegistry registry, InstantSource clock) {
    this.kafka = kafka;
    this.world = world;
    this.clock = clock;
    follower =
        new TopicFollower(
            "hookstream-replay-follower",
            () -> new KafkaConsumer<>(kafka.reader("replay-jobs")),
            kafka.topic(Topic.REPLAY_JOBS),
            new ReplayReader(table));
    runner = new ReplayRunner(kafka, table, world, new ReplayMetrics(registry), clock);
    Map<String, Object> properties = kafka.producer("replay-api");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) ECHO.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    producer = new KafkaProducer<>(properties);
  }

  /** Follows the replays, and runs those whose workspaces are here. */
  public void start() {
    follower.start();
    runner.start();
  }

  @Override
  public CompletionStage<ReplayView> start(String workspace, ReplayJob job) {
    String id =
        "rpl_" + UlidCreator.getMonotonicUlid(clock.millis()).toString().toLowerCase(Locale.ROOT);
    return write(
        ReplayKeys.record(
            kafka.topic(Topic.REPLAY_JOBS), world.partition(workspace), workspace, id, job),
        id,
        known -> true);
  }

  @Override
  public Optional<ReplayView> find(String workspace, String id) {
    return table.find(id).filter(replay -> replay.workspace().equals(workspace));
  }

  @Override
  public List<ReplayView> list(String workspace, @Nullable String beforeId, int limit) {
    return table.list(workspace, beforeId, limit);
  }

  @Override
  public CompletionStage<ReplayView> cancel(ReplayView replay, String by) {
    return write(
        ReplayKeys.record(
            kafka.topic(Topic.REPLAY_JOBS),
            world.partition(replay.workspace()),
            replay.workspace(),
            replay.id(),
            new ReplayCancel(clock.millis(), by)),
        replay.id(),
        ReplayView::cancelled);
  }

  private CompletionStage<ReplayView> write(
      ProducerRecord<byte[], byte[]> record, String id, Predicate<ReplayView> until) {
    CompletableFuture<ReplayView> echo = table.when(id, until);
    return send(record)
        .thenCompose(sent -> echo)
        .toCompletableFuture()
        .orTimeout(ECHO.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            fault ->
                CompletableFuture.failedFuture(
                    new NotReadyException(
                        "whether Kafka has the replay is not known yet: look at the list of replays"
                            + " before you try again",
                        fault)));
  }

  @Override
  public CompletionStage<ReplayView> ended(ReplayView replay, Duration patience) {
    return table
        .when(replay.id(), ReplayView::ended)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> table.find(replay.id()).orElse(replay));
  }

  @Override
  public CompletionStage<Void> retry(DeliveryRef ref, int round, ByteBuffer body) {
    long now = clock.millis();
    // Due now: among the requests of a replay, or behind events, it would wait for its turn.
    Pending request = new Pending(ref, DeliveryClass.RETRY, round, 1, now, now, body, true);
    byte[] key = ref.getWorkspaceId().getBytes(StandardCharsets.UTF_8);
    return send(new ProducerRecord<>(
            kafka.topic(Topic.DUE),
            world.partition(ref.getWorkspaceId()),
            key,
            PENDING.encode(request)))
        .exceptionallyCompose(
            fault ->
                CompletableFuture.failedFuture(
                    new NotReadyException("Kafka did not take the request; try again.", fault)));
  }

  @SuppressWarnings("NullAway") // Kafka's callback has null where there is no fault.
  private CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              record,
              (metadata, fault) -> {
                if (fault == null) {
                  sent.complete(null);
                } else {
                  sent.completeExceptionally(fault);
                }
              });
    } catch (RuntimeException e) {
      sent.completeExceptionally(e);
    }
    return sent;
  }

  @Override
  public OptionalLong offsetOf(String workspace, String eventId) {
    return world.offsetOf(workspace, eventId);
  }

  /** Stops running replays, which go on where their partition is next, and following them. */
  @Override
  public void close() {
    runner.close();
    follower.close();
    producer.close(Duration.ofSeconds(5));
  }
}
