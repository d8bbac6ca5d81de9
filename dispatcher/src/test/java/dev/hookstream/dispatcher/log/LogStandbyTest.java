package dev.hookstream.dispatcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Timings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogSettings;
import dev.hookstream.topology.log.LogTopology;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.secret.Keyring;
import dev.hookstream.topology.state.BoundedMemory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the log, of which one is lost. */
class LogStandbyTest {
  /** Two records each on the changelog: more than Streams takes for none (10,000). */
  private static final int DELIVERIES = 6_000;

  private static final int PAGE = 100;
  private static final long AT = System.currentTimeMillis();
  private static final HostInfo FIRST = new HostInfo("127.0.0.1", 1);
  private static final HostInfo SECOND = new HostInfo("127.0.0.1", 2);
  private static final Set<String> STORES =
      Set.of(LogTopology.ROWS, LogTopology.ATTEMPTS, LogTopology.FIVES, LogTopology.ERASURES);

  private final KafkaSettings kafka = TestBroker.settings(1);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void one_standby_unless_the_operator_says_how_many() {
    assertThat(standbys(Map.of())).isEqualTo(1);
    assertThat(standbys(Map.of("HOOKSTREAM_LOG_STANDBYS", "2"))).isEqualTo(2);
    assertThat(standbys(Map.of("HOOKSTREAM_LOG_STANDBYS", "0"))).isZero();
  }

  private static int standbys(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", "a:9092");
    variables.put("HOOKSTREAM_OPERATOR_KEY", "operator-key-of-the-tests");
    variables.put("HOOKSTREAM_KEYSET", Keyring.generateJson());
    var config = ConfigReader.read(null, variables);
    var properties =
        LogStreams.properties(
            config.kafka(),
            new LogPlace(
                config.log().stateDir(),
                "here:1",
                config.log().standbys(),
                BoundedMemory.DEFAULT_MEMORY_BYTES));
    // As Streams reads it, so that a name or a type that it does not know is seen.
    return new StreamsConfig(properties).getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
  }

  @Test
  void what_a_lost_instance_had_is_read_on_from_the_standby_s_own_state(@TempDir Path folder)
      throws Exception {
    new TopicAdmin(kafka).create();
    List<String> newest = produce().subList(0, PAGE);
    try (DeliveryLog first = open(folder.resolve("1"), FIRST, new SimpleMeterRegistry())) {
      until("all are logged", () -> idsAt(first).equals(newest));
      try (DeliveryLog second = open(folder.resolve("2"), SECOND, meters)) {
        until("its copy is complete", () -> isCopyOfAll(second.streams()));
        until("both know it", () -> owner(second).standbyHosts().equals(Set.of(SECOND)));
        assertThat(owner(second).activeHost()).isEqualTo(FIRST);
        assertThatThrownBy(() -> page(second))
            .as("a copy may be old: it answers nobody")
            .isInstanceOf(LogNotReadyException.class);
        first.close();
        until("the second has taken over", () -> idsAt(second).equals(newest));
        assertThat(owner(second).activeHost()).isEqualTo(SECOND);
        assertThat(restored())
            .as("of some %s records", 2 * DELIVERIES)
            .isLessThan(DELIVERIES / 100);
      }
    }
  }

  private DeliveryLog open(Path state, HostInfo host, SimpleMeterRegistry registry) {
    DeliveryLog log =
        new DeliveryLog(
            kafka,
            LogSettings.DEFAULT,
            new LogPlace(
                state, host.host() + ":" + host.port(), 1, BoundedMemory.DEFAULT_MEMORY_BYTES),
            workspace -> 0,
            EventFormats.withoutRegistry(EventFormats.MAX_BYTES),
            Contracts.builtIn(),
            registry);
    log.start();
    return log;
  }

  /** Read back by the second instance, before it went on. */
  private double restored() {
    return meters.find("hookstream.restore.records").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static KeyQueryMetadata owner(DeliveryLog log) {
    return log.streams()
        .queryMetadataForKey(
            LogTopology.ROWS, "acme", (topic, key, value, count) -> Optional.of(Set.of(0)));
  }

  private static boolean isCopyOfAll(KafkaStreams streams) {
    var lags = streams.allLocalStorePartitionLags();
    return lags.keySet().containsAll(STORES)
        && lags.values().stream()
            .flatMap(store -> store.values().stream())
            .allMatch(lag -> lag.offsetLag() == 0);
  }

  private static List<String> page(DeliveryLog log) {
    return log.state().page("acme", "wh_1", DeliveryQuery.ALL, null, PAGE).rows().stream()
        .map(row -> row.getRef().getDeliveryId())
        .toList();
  }

  private static List<String> idsAt(DeliveryLog log) {
    try {
      return page(log);
    } catch (LogNotReadyException e) {
      return List.of(); // it is asked again
    }
  }

  private static void until(String what, BooleanSupplier condition) throws TimeoutException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("not within a minute: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Their ids, newest first. */
  private List<String> produce() {
    List<String> ids = new ArrayList<>();
    AvroCodec<Attempt> codec = AvroCodec.of(Attempt.class);
    byte[] key = "acme".getBytes(StandardCharsets.UTF_8);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i = 0; i < DELIVERIES; i++) {
        DeliveryRef ref = ref("evt_" + i, AT + i);
        ids.add(ref.getDeliveryId());
        byte[] value = codec.encode(delivered(ref));
        var unused =
            producer.send(new ProducerRecord<>(kafka.topic(Topic.ATTEMPTS), 0, key, value));
      }
    }
    Collections.reverse(ids);
    return ids;
  }

  private static DeliveryRef ref(String event, long at) {
    String id = DeliveryId.of(DeliveryId.endpointPartOf("wh_1"), event, 0, 0, null, at);
    return new DeliveryRef(
        id, event, "order.paid", "acme", "wh_1", "standard", 0, 0L, at, null, null);
  }

  private static Attempt delivered(DeliveryRef ref) {
    return new Attempt(
        ref,
        DeliveryClass.LIVE,
        0,
        1,
        AT,
        false,
        AttemptResult.DELIVERED,
        AT,
        new Timings(1L, 2L, 3L, 4L, 5L),
        "https://example.com/",
        List.of(),
        200,
        ErrorKind.NONE,
        null,
        List.of(),
        ByteBuffer.allocate(0),
        null,
        null);
  }
}
