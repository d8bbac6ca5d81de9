package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Timings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Attempts of one endpoint over 29 days: one in a thousand failed and was given up, one in a
 * hundred thousand is of a rare type.
 */
final class LoggedAttempts {
  static final String WORKSPACE = "ws_search";
  static final String ENDPOINT = "wh_search";
  static final String RARE = "order.rare";

  private static final int FAILS_EACH = 1_000;
  private static final int RARE_EACH = 100_000;
  private static final byte[] KEY = {};
  private static final long SPAN_MS = Duration.ofDays(29).toMillis();

  private final long begin = System.currentTimeMillis() - SPAN_MS;
  private final int count;

  LoggedAttempts(int count) {
    this.count = count;
  }

  static String event(int number) {
    return "evt_search_" + number;
  }

  long at(int number) {
    return begin + SPAN_MS * number / count;
  }

  String id(int number) {
    return DeliveryId.of(
        DeliveryId.endpointPartOf(ENDPOINT), event(number), 0, number, null, at(number));
  }

  String last() {
    return id(count - 1);
  }

  void produce(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.producer("search");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      for (int i = 0; i < count; i++) {
        Pause.goOn();
        Attempt attempt = attempt(i);
        send(producer, kafka.topic(Topic.ATTEMPTS), attempt);
        if (attempt.getResult() == AttemptResult.FAILED) {
          Outcome outcome =
              new Outcome(
                  attempt.getRef(), OutcomeKind.DEAD_LETTERED, at(i), 0, 1, null, "given up");
          send(producer, kafka.topic(Topic.OUTCOMES), outcome);
        }
      }
    }
  }

  private static <T extends SpecificRecordBase> void send(
      Producer<byte[], byte[]> producer, String topic, T value) {
    @SuppressWarnings("unchecked") // A record is of its own class.
    AvroCodec<T> codec = AvroCodec.of((Class<T>) value.getClass());
    var unused = producer.send(new ProducerRecord<>(topic, 0, KEY, codec.encode(value)));
  }

  private Attempt attempt(int number) {
    boolean failed = number % FAILS_EACH == FAILS_EACH - 1;
    long at = at(number);
    DeliveryRef ref =
        new DeliveryRef(
            id(number),
            event(number),
            number % RARE_EACH == 7 ? RARE : "order.paid",
            WORKSPACE,
            ENDPOINT,
            "standard",
            0,
            (long) number,
            at,
            null,
            null);
    return new Attempt(
        ref,
        DeliveryClass.LIVE,
        0,
        1,
        at,
        false,
        failed ? AttemptResult.FAILED : AttemptResult.DELIVERED,
        at,
        new Timings(-1L, -1L, -1L, 9_000L, 10_000L + number % 997 * 100L),
        "https://example.com/hook",
        List.of(new Header("webhook-id", event(number), false)),
        failed ? 503 : 200,
        failed ? ErrorKind.STATUS : ErrorKind.NONE,
        failed ? "the receiver answered 503" : null,
        List.of(),
        ByteBuffer.allocate(0),
        null,
        null);
  }
}
