package dev.hookstream.dispatcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upstream service: plain kafka-clients, JSON, key = workspace. It knows nothing of webhooks.
 */
final class EventFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventFeed.class);

  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "event-feed"));
  private final Random random = new Random();
  private final List<Sample> samples = new ArrayList<>();
  private final String topic;
  private final Board board;

  private record Sample(Product product, Contract contract, String type, JsonNode data) {}

  EventFeed(String bootstrapServers, String topic, Contracts contracts, Board board) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "linger.ms",
                0,
                "max.in.flight.requests.per.connection",
                1),
            new StringSerializer(),
            new StringSerializer());
    this.topic = topic;
    this.board = board;
    for (Product product : DemoEndpoint.products()) {
      Contract contract = contracts.find(product.contract()).orElseThrow();
      for (EventType type : contract.catalogue().types()) {
        samples.add(new Sample(product, contract, type.type(), type.example()));
      }
      if (contract.catalogue().isOpen()) {
        openSamples(product, contract);
      }
    }
  }

  /** A contract without a catalogue has no examples. */
  private void openSamples(Product product, Contract contract) {
    ObjectNode order = ApiClient.object().put("order", 1017).put("currency", "EUR");
    for (String type : List.of("order.created", "order.paid", "order.shipped", "invoice.created")) {
      samples.add(new Sample(product, contract, type, order));
      samples.add(new Sample(product, contract, type, order));
    }
    samples.add(new Sample(product, contract, Behaviour.BREAKS_ON, order));
    samples.add(new Sample(product, contract, Behaviour.BREAKS_ON, order));
  }

  /**
   * Begins.
   *
   * @param perSecond events, on average
   */
  void start(double perSecond) {
    long nanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    var unused = clock.scheduleAtFixedRate(this::publish, 0, nanos, TimeUnit.NANOSECONDS);
  }

  private void publish() {
    Sample sample = samples.get(random.nextInt(samples.size()));
    Instant now = Instant.now();
    ObjectNode event =
        ApiClient.object()
            .put("id", sample.contract().newEventId(now.toEpochMilli()))
            .put("type", sample.type())
            .put("workspace_id", sample.product().workspace())
            .put("product", sample.product().contract())
            .put("occurred_at", now.toString());
    event.set("data", sample.data());
    var unused =
        producer.send(
            new ProducerRecord<>(topic, sample.product().workspace(), event.toString()),
            (place, failure) -> {
              if (failure == null) {
                board.published();
              } else {
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
