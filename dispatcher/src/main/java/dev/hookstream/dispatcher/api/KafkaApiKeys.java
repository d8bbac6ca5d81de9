package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicFollower;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The keys on the compacted topic {@code api-keys}: a follower keeps all of them in memory, and
 * whoever writes one waits until it has come back through the follower.
 */
public final class KafkaApiKeys implements ApiKeys, AutoCloseable {
  private static final Duration ECHO = Duration.ofSeconds(30);

  private final KeyTable table = new KeyTable();
  private final KeyReader reader;
  private final TopicFollower follower;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Duration maxSilence;
  private final LongSupplier nanos;

  KafkaApiKeys(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Producer<byte[], byte[]> producer,
      String topic,
      Duration maxSilence,
      LongSupplier nanos) {
    this.producer = producer;
    this.topic = topic;
    this.maxSilence = maxSilence;
    this.nanos = nanos;
    this.reader = new KeyReader(table, nanos);
    this.follower = new TopicFollower("api-keys", consumers, topic, reader);
  }

  /**
   * Opens the clients; {@link #start} reads.
   *
   * @param maxSilence for how long a key is believed without a word from Kafka that it was not
   *     revoked
   */
  public static KafkaApiKeys open(KafkaSettings kafka, Duration maxSilence) {
    Map<String, Object> properties = kafka.producer("api-keys");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) ECHO.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return new KafkaApiKeys(
        () -> new KafkaConsumer<>(kafka.reader("api-keys")),
        new KafkaProducer<>(properties),
        kafka.topic(Topic.API_KEYS),
        maxSilence,
        System::nanoTime);
  }

  /** Begins to read the topic, on a thread of its own. Call once. */
  public void start() {
    follower.start();
  }

  /** Why keys cannot be told apart from strangers yet; empty once the topic has been read. */
  public Optional<String> notReady() {
    return table.complete()
        ? silence()
        : Optional.of("the API keys have not been read yet" + trouble());
  }

  /**
   * That Kafka has not been heard of for too long, in words: what this instance knows, of keys or
   * anything else, may be old. Empty where it was.
   */
  public Optional<String> silence() {
    return table.complete() && nanos.getAsLong() - table.asOf() > maxSilence.toNanos()
        ? Optional.of(
            "Kafka has not been heard of for "
                + maxSilence.toMillis()
                + " ms, and what is known here may be old"
                + trouble())
        : Optional.empty();
  }

  /** For how long Kafka has not been heard of, in seconds; 0 before it first was. */
  public double silentSeconds() {
    return table.complete() ? Math.max(0, nanos.getAsLong() - table.asOf()) / 1e9 : 0;
  }

  @Override
  public Optional<ApiKey> find(String hash) {
    silence()
        .ifPresent(
            reason -> {
              throw new NotReadyException(reason);
            });
    Optional<ApiKey> found = table.find(hash);
    if (found.isEmpty() && !table.complete()) {
      throw new NotReadyException("The API keys have not been read yet; try again in a moment.");
    }
    return found;
  }

  @Override
  public Optional<String> hashOf(String id) {
    requireComplete();
    return table.hashOf(id);
  }

  @Override
  public List<ApiKey> all() {
    requireComplete();
    return table.all().stream().sorted(Comparator.comparing(ApiKey::getId)).toList();
  }

  @Override
  public CompletionStage<Void> add(String hash, ApiKey key) {
    requireComplete();
    return write(hash, AvroCodec.of(ApiKey.class).encode(key), table.whenThere(hash));
  }

  @Override
  public CompletionStage<Boolean> revoke(String id) {
    requireComplete();
    Optional<String> hash = table.hashOf(id);
    if (hash.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return write(hash.get(), null, table.whenGone(hash.get())).thenApply(done -> true);
  }

  private String trouble() {
    return reader.trouble().isEmpty() ? follower.trouble() : reader.trouble();
  }

  private void requireComplete() {
    notReady()
        .ifPresent(
            reason -> {
              throw new NotReadyException(reason);
            });
  }

  @SuppressWarnings("NullAway") // A tombstone's value is null, and so is a callback's fault.
  private CompletionStage<Void> write(
      String hash, byte @Nullable [] value, CompletableFuture<Void> echo) {
    byte[] key = hash.getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, fault) -> {
              if (fault != null) {
                echo.completeExceptionally(
                    new NotReadyException("Kafka did not take the key; try again.", fault));
              }
            });
    return echo.orTimeout(ECHO.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            fault ->
                CompletableFuture.failedFuture(
                    fault instanceof NotReadyException
                        ? fault
                        : new NotReadyException("Kafka did not confirm the key in time.", fault)));
  }

  @Override
  public void close() {
    follower.close();
    producer.close(Duration.ofSeconds(5));
  }
}
