package dev.hookstream.dispatcher.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shop that produces its orders' events, as any service would: JSON, key = workspace. */
public final class OrderFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);
  private static final List<String> TYPES = List.of("order.created", "order.paid", "order.shipped");

  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "order-feed"));
  private final String topic;
  private final String workspace;
  private long count;

  /** Produces nothing yet. */
  public OrderFeed(String bootstrapServers, String topic, String workspace) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "max.in.flight.requests.per.connection",
                "1"),
            new StringSerializer(),
            new StringSerializer());
    this.topic = topic;
    this.workspace = workspace;
  }

  /**
   * Begins.
   *
   * @param perSecond events
   */
  public void start(double perSecond) {
    long nanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    var unused = clock.scheduleAtFixedRate(this::publish, 0, nanos, TimeUnit.NANOSECONDS);
  }

  private void publish() {
    String type = TYPES.get((int) (count % TYPES.size()));
    String event =
        ApiClient.object()
            .put("id", "evt_" + UUID.randomUUID())
            .put("type", type)
            .put("workspace_id", workspace)
            .put("occurred_at", Instant.now().toString())
            .set("data", ApiClient.object().put("order", count++).put("currency", "EUR"))
            .toString();
    var unused =
        producer.send(
            new ProducerRecord<>(topic, workspace, event),
            (place, failure) -> {
              if (failure != null) {
                log.warn("An event was not published", failure);
              }
            });
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close();
  }
}
