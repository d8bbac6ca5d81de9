package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.AT;
import static dev.hookstream.topology.log.LogRecords.attempt;
import static dev.hookstream.topology.log.LogRecords.outcome;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.state.BoundedMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTopologyTest {
  private static final AvroCodec<LogRow> ROWS = AvroCodec.of(LogRow.class);
  private static final AvroCodec<AttemptPointer> POINTERS = AvroCodec.of(AttemptPointer.class);
  private static final DeliveryRef REF = ref("acme", "wh_1", "evt_1", AT);
  private static final long DAY = Duration.ofDays(1).toMillis();

  @TempDir private Path folder;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> attempts;
  private TestInputTopic<byte[], byte[]> outcomes;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "log");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    driver =
        new TopologyTestDriver(
            LogTopology.build(TopicNames.DEFAULT, LogSettings.DEFAULT, new GatheredEvents()),
            properties,
            Instant.ofEpochMilli(AT));
    ByteArraySerializer bytes = new ByteArraySerializer();
    attempts = driver.createInputTopic("attempts", bytes, bytes);
    outcomes = driver.createInputTopic("outcomes", bytes, bytes);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void isTheTopologyThatWasReleased() throws IOException {
    // Another shape means other stores and changelogs: change the file only on purpose.
    try (InputStream golden = getClass().getResourceAsStream("/log-topology.txt")) {
      assertThat(
              LogTopology.build(TopicNames.DEFAULT, LogSettings.DEFAULT, new GatheredEvents())
                  .describe()
                  .toString())
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aSuccessHasARowAndNoSecondOne() {
    pipe(attempt(REF, 0, 1, AttemptResult.DELIVERED));
    assertThat(row(REF).getStatus()).isEqualTo(LogStatus.DELIVERED);
    assertThat(row(REF).getLastAttempt()).isEqualTo(new AttemptPointer(0, 1, 0, 0L));
    assertThat(pointers(REF)).isEmpty();
  }

  @Test
  void eachFailureCanBeFoundAgain() {
    pipe(attempt(REF, 0, 1, AttemptResult.FAILED));
    pipe(attempt(REF, 0, 2, AttemptResult.FAILED));
    pipe(attempt(REF, 0, 3, AttemptResult.DELIVERED));
    assertThat(row(REF).getAttempts()).isEqualTo(3);
    assertThat(row(REF).getLastAttempt().getOffset()).isEqualTo(2);
    assertThat(pointers(REF))
        .contains(new AttemptPointer(0, 1, 0, 0L), new AttemptPointer(0, 2, 0, 1L));
  }

  @Test
  void whatWasReturnedUnattemptedCostsNoAttempt() {
    pipe(attempt(REF, 0, 1, AttemptResult.NOT_ATTEMPTED));
    assertThat(row(REF)).isNull();
    pipe(attempt(REF, 0, 1, AttemptResult.FAILED));
    pipe(attempt(REF, 0, 2, AttemptResult.NOT_ATTEMPTED));
    assertThat(row(REF).getAttempts()).isEqualTo(1);
  }

  @Test
  void theRowIsTheSameWhateverTheOrderAndHoweverOften() {
    sameRow(attempt(REF, 0, 1, AttemptResult.FAILED), AT);
  }

  @Test
  void andWhereItIsNotLookedForBeforeAFirstSuccess() {
    long later = AT + NewRows.APART.toMillis();
    sameRow(attempt(REF, 0, 1, AttemptResult.FAILED), later);
    sameRow(attempt(REF, 0, 1, AttemptResult.DELIVERED), later);
  }

  private void sameRow(Attempt first, long acceptedAt) {
    List<Object> records =
        List.of(
            first,
            outcome(REF, OutcomeKind.RETRY_SCHEDULED, AT + 10, AT + 5000),
            attempt(REF, 0, 2, AttemptResult.FAILED),
            outcome(REF, OutcomeKind.DEAD_LETTERED, AT + 20, null),
            attempt(REF, 1, 1, AttemptResult.FAILED),
            outcome(REF, OutcomeKind.RETRY_SCHEDULED, AT + 30, AT + 9000),
            attempt(REF, 1, 2, AttemptResult.DELIVERED));
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      String event = "evt_shuffled_" + first.getResult() + i;
      DeliveryRef ref = ref("acme", "wh_1", event, acceptedAt);
      List<Object> shuffled = new ArrayList<>(records);
      shuffled.addAll(records);
      Collections.shuffle(shuffled, random);
      shuffled.forEach(record -> pipe(readdressed(record, ref)));
      LogRow row = row(ref);
      assertThat(row.getStatus()).isEqualTo(LogStatus.DELIVERED);
      assertThat(row.getAttempts()).as("order %s", shuffled).isEqualTo(4);
      assertThat(row.getLastStatus()).isEqualTo(200);
      assertThat(row.getDecidedAt()).isEqualTo(AT + 30);
      assertThat(row.getLastAttempt().getRound()).isEqualTo(1);
      assertThat(row.getLastAttempt().getAttempt()).isEqualTo(2);
      assertThat(pointers(ref))
          .extracting(pointer -> pointer.getRound() * 10 + pointer.getAttempt())
          .contains(1, 2, 11);
    }
  }

  @Test
  void workspacesAreApartEvenWithTheSameIds() {
    DeliveryRef other = ref("acme2", "wh_1", "evt_1", AT);
    pipe(attempt(REF, 0, 1, AttemptResult.DELIVERED));
    assertThat(other.getDeliveryId()).isEqualTo(REF.getDeliveryId());
    assertThat(row(other)).isNull();
  }

  @Test
  void anEndpointsDeliveriesLieTogetherNewestFirst() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      DeliveryRef ref = ref("acme", "wh_1", "evt_" + i, AT - i * DAY / 4);
      ids.add(ref.getDeliveryId());
      pipe(attempt(ref, 0, 1, AttemptResult.DELIVERED));
      pipe(attempt(ref("acme", "wh_2", "evt_" + i, AT - i), 0, 1, AttemptResult.DELIVERED));
      pipe(attempt(ref("acm", "wh_1", "evt_" + i, AT - i), 0, 1, AttemptResult.DELIVERED));
    }
    assertThat(listed("acme", "wh_1")).containsExactlyElementsOf(ids);
  }

  @Test
  void whatIsOlderThanThirtyDaysIsDroppedAndNothingElse() {
    DeliveryRef old = ref("acme", "wh_1", "evt_old", AT - 29 * DAY);
    DeliveryRef newer = ref("acme", "wh_1", "evt_newer", AT - 20 * DAY);
    pipe(attempt(old, 0, 1, AttemptResult.FAILED));
    pipe(attempt(newer, 0, 1, AttemptResult.DELIVERED));
    assertThat(row(old)).isNotNull();
    driver.advanceWallClockTime(Duration.ofDays(5));
    pipe(attempt(ref("acme", "wh_1", "evt_new", AT + 5 * DAY), 0, 1, AttemptResult.DELIVERED));
    assertThat(row(old)).isNull();
    assertThat(row(newer)).isNotNull();
  }

  @Test
  void oneEventWithATimeInTheFutureDoesNotEmptyTheLog() {
    pipe(attempt(REF, 0, 1, AttemptResult.DELIVERED));
    DeliveryRef ahead = ref("acme", "wh_1", "evt_ahead", AT + 365 * DAY);
    pipe(attempt(ahead, 0, 1, AttemptResult.DELIVERED));
    pipe(outcome(ahead, OutcomeKind.HELD, AT, null));
    assertThat(row(REF)).isNotNull();
    assertThat(row(ahead)).isNull();
    assertThat(notLogged()).isEqualTo(2.0);
  }

  @Test
  void whatCannotBeReadIsCountedAndPassedOver() {
    byte[] good = AvroCodec.of(Attempt.class).encode(attempt(REF, 0, 1, AttemptResult.DELIVERED));
    attempts.pipeInput(null, (byte[]) null);
    attempts.pipeInput(null, new byte[0]);
    attempts.pipeInput(null, Arrays.copyOf(good, good.length / 2));
    outcomes.pipeInput(null, "nonsense".getBytes(StandardCharsets.UTF_8));
    Attempt nameless = attempt(ref("acme", "wh_1", "evt_2", AT), 0, 1, AttemptResult.FAILED);
    nameless.getRef().setDeliveryId("dlv_");
    pipe(nameless);
    attempts.pipeInput(null, good);
    assertThat(row(REF)).isNotNull();
    assertThat(notLogged()).isEqualTo(5.0);
  }

  private static Object readdressed(Object record, DeliveryRef ref) {
    if (record instanceof Attempt attempt) {
      Attempt copy = Attempt.newBuilder(attempt).build();
      copy.setRef(ref);
      return copy;
    }
    Outcome copy = Outcome.newBuilder((Outcome) record).build();
    copy.setRef(ref);
    return copy;
  }

  private void pipe(Object record) {
    if (record instanceof Attempt attempt) {
      attempts.pipeInput(null, AvroCodec.of(Attempt.class).encode(attempt), AT);
    } else {
      outcomes.pipeInput(null, AvroCodec.of(Outcome.class).encode((Outcome) record), AT);
    }
  }

  private @Nullable LogRow row(DeliveryRef ref) {
    String id = ref.getDeliveryId();
    byte[] bytes =
        store(LogTopology.ROWS)
            .fetch(LogKeys.row(ref.getWorkspaceId(), id), DeliveryId.timeMillis(id));
    return bytes == null ? null : ROWS.decode(bytes);
  }

  private List<AttemptPointer> pointers(DeliveryRef ref) {
    String id = ref.getDeliveryId();
    List<AttemptPointer> found = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int number = 1; number < 4; number++) {
        Bytes key = LogKeys.attempt(ref.getWorkspaceId(), id, round, number);
        try (WindowStoreIterator<byte[]> values =
            store(LogTopology.ATTEMPTS).fetch(key, AT, AT + DAY)) {
          values.forEachRemaining(value -> found.add(POINTERS.decode(value.value)));
        }
      }
    }
    return found;
  }

  private List<String> listed(String workspace, String endpoint) {
    LogReader reader =
        new LogReader(
            store(LogTopology.ROWS),
            store(LogTopology.ATTEMPTS),
            driver.getKeyValueStore(LogTopology.ERASURES),
            new GatheredEvents());
    return reader.page(workspace, endpoint, DeliveryQuery.ALL, null, 1_000).rows().stream()
        .map(row -> row.getRef().getDeliveryId())
        .toList();
  }

  private WindowStore<Bytes, byte[]> store(String name) {
    return driver.getWindowStore(name);
  }

  private double notLogged() {
    return driver.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("not-logged-total"))
        .mapToDouble(metric -> (Double) metric.getValue().metricValue())
        .sum();
  }
}
