package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Produces the events of a row, as an upstream service would. */
final class Load implements AutoCloseable {
  /** What a webhook's body has, about. */
  static final int BODY_BYTES = 600;

  /** Whether sending goes on after so many. */
  interface GoesOn {
    boolean after(int sent);
  }

  /** The key in an event's data under which the intended send time is, in microseconds. */
  static final String SENT_AT = "sent_at_us";

  /** With the envelope of the contract {@code standard} around it, 600 bytes. */
  private static final String PADDING = "x".repeat(490);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<@Nullable Exception> fault = new AtomicReference<>();

  Load(KafkaSettings kafka, int lingerMillis) {
    Map<String, Object> properties = new HashMap<>(kafka.producer("bench"));
    properties.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
    this.producer = new KafkaProducer<>(properties);
    this.topic = kafka.topic(Topic.EVENTS);
  }

  /** All of a row's events as fast as Kafka takes them; returns when it has them. */
  void burst(Row row) {
    for (int i = 0; i < row.events(); i++) {
      send(row, i, Arrivals.nowMicros());
    }
    finish();
  }

  /**
   * A row's events at a fixed rate. Each carries the time at which it was to be sent, so that a
   * stall of the sending counts against what is measured and does not hide it.
   */
  void paced(Row row, int perSecond) {
    int unused = paced(row, perSecond, sent -> true);
  }

  /** The same until all are sent or it is not to go on; answers how many were sent. */
  int paced(Row row, int perSecond, GoesOn goesOn) {
    long start = System.nanoTime();
    long startMicros = Arrivals.nowMicros();
    LongUnaryOperator offset = i -> i * 1_000_000_000L / perSecond;
    int sent = 0;
    for (; sent < row.events() && goesOn.after(sent); sent++) {
      Pause.until(start + offset.applyAsLong(sent));
      send(row, sent, startMicros + offset.applyAsLong(sent) / 1_000);
    }
    finish();
    return sent;
  }

  private void send(Row row, int number, long sentAtMicros) {
    Pause.goOn();
    String workspace = row.workspace(row.workspaceOf(number));
    Event event =
        Event.newBuilder()
            .setId("evt_" + row.number() + "_" + number)
            .setType("bench.event")
            .setWorkspaceId(workspace)
            .setOccurredAt(Instant.ofEpochMilli(sentAtMicros / 1_000))
            .setData("{\"" + SENT_AT + "\":" + sentAtMicros + ",\"text\":\"" + PADDING + "\"}")
            .build();
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                workspace.getBytes(StandardCharsets.UTF_8),
                AvroCodec.of(Event.class).encode(event)),
            (metadata, error) -> fault.compareAndSet(null, error));
  }

  private void finish() {
    producer.flush();
    Exception error = fault.get();
    if (error != null) {
      throw new IllegalStateException("Kafka would not take the benchmark's events", error);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
