package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.AT;
import static dev.hookstream.topology.log.LogRecords.attempt;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventGroupsTest {
  private static final AvroCodec<Attempt> CODEC = AvroCodec.of(Attempt.class);

  private final LogInMemory log = new LogInMemory();
  private final MockProcessorContext<Void, Void> context = log.context;
  private final WindowStore<Bytes, byte[]> rows = log.rows;
  private final GatheredEvents gathered = log.gathered;

  @Test
  void theDeliveriesOfAnEventAreOneEntryAndAReplaysAreAnother() {
    EventGroups groups = new EventGroups(rows);
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      DeliveryRef ref = ref("acme", "wh_" + i % 10, "evt_1", AT + i / 10);
      groups.add(ref, i);
      expected.add(ref.getDeliveryId());
    }
    groups.add(ref("acme2", "wh_1", "evt_1", AT), 20);
    groups.add(ref("acme", "wh_1", "evt_10", AT), 21);
    assertThat(keys()).isEmpty();
    groups.flush();
    assertThat(keys()).hasSize(4);
    EventIndex index = new EventIndex(rows, gathered);
    assertThat(index.all("acme", "evt_1", 0)).isEqualTo(expected);
    assertThat(index.all("acme", "evt_1", AT + 1)).hasSize(10);
    String part = expected.iterator().next().substring(14, 22);
    assertThat(index.ofEndpoint("acme", "evt_1", part, AT, AT + 1)).hasSize(2);
    assertThat(index.ofEndpoint("acme", "evt_1", part, AT + 1, AT + 9))
        .hasSize(1)
        .isSubsetOf(expected);
    groups.flush();
    assertThat(keys()).hasSize(4);
  }

  @Test
  void whatIsGatheredIsFoundBeforeItIsPutAndWhileItIs() throws Exception {
    EventGroups groups = new EventGroups(rows);
    gathered.add(groups);
    EventIndex index = new EventIndex(rows, gathered);
    AtomicInteger added = new AtomicInteger(-1);
    ExecutorService task = Executors.newSingleThreadExecutor();
    try {
      Future<?> all =
          task.submit(
              () -> {
                for (int i = 0; i < 3_000; i++) {
                  groups.add(ref("acme", "wh_1", "evt_" + i, AT + i), i);
                  added.set(i);
                  if (i % 3 == 0) {
                    groups.flush();
                  }
                }
              });
      String part = DeliveryId.endpointPartOf("wh_1");
      while (!all.isDone()) {
        int last = added.get();
        if (last >= 0) {
          assertThat(index.all("acme", "evt_" + last, AT + last)).hasSize(1);
          assertThat(index.ofEndpoint("acme", "evt_" + last, part, 0, AT + last)).hasSize(1);
          assertThat(index.all("acme", "evt_" + last, AT + last + 1)).isEmpty();
          assertThat(index.ofEndpoint("acme", "evt_" + last, part, 0, AT + last - 1)).isEmpty();
        }
      }
      all.get();
    } finally {
      task.shutdownNow();
    }
    gathered.remove(groups);
    assertThat(index.all("acme", "evt_2999", 0)).isEmpty();
    assertThat(index.all("acme", "evt_2997", 0)).hasSize(1);
  }

  @Test
  void whoWakesUpAfterThePartitionHasMovedTakesNothingAway() {
    EventGroups frozen = new EventGroups(rows);
    EventGroups next = new EventGroups(rows);
    for (int i = 0; i < 5; i++) {
      if (i < 3) {
        frozen.add(ref("acme", "wh_" + i, "evt_1", AT), i);
      }
      next.add(ref("acme", "wh_" + i, "evt_1", AT), i);
    }
    next.flush();
    frozen.flush();
    assertThat(new EventIndex(rows, gathered).all("acme", "evt_1", 0)).hasSize(5);
  }

  @Test
  void memoryIsBoundedByEventsAndByEachEventsDeliveries() {
    EventGroups groups = new EventGroups(rows);
    for (int i = 0; i < EventGroups.MOST_OF_AN_EVENT * 2; i++) {
      groups.add(ref("acme", "wh_" + i, "evt_1", AT), i);
    }
    assertThat(keys()).hasSize(2);
    for (int i = 0; i < EventGroups.MOST; i++) {
      assertThat(keys()).hasSize(2);
      groups.add(ref("acme", "wh_1", "evt_other" + i, AT), i);
    }
    assertThat(keys()).hasSize(2 + EventGroups.MOST);
    assertThat(new EventIndex(rows, gathered).all("acme", "evt_1", 0))
        .hasSize(EventGroups.MOST_OF_AN_EVENT * 2);
  }

  /**
   * Attempts come, some of them twice and with failures among them; commits and crashes come in
   * between, and of what was written since the last commit any part may be lost.
   */
  @ParameterizedTest
  @CsvSource({"1,false", "2,false", "3,false", "4,true", "5,true", "6,true"})
  void everyDeliveryIsFoundByItsEventWhateverACrashKept(long seed, boolean newRows) {
    Random random = new Random(seed);
    List<Attempt> topic = topic(random);
    // As new as can be: nothing is looked for that has not been read.
    long now = newRows ? AT - NewRows.APART.toMillis() : AT;
    LogStores stores = new LogStores(context);
    LogAttempts intake = open(stores, now);
    Set<Windowed<Bytes>> committed = new HashSet<>();
    int commit = 0;
    int next = 0;
    while (next < topic.size()) {
      RecordMetadata place = new Place(next);
      assertThat(intake.take(CODEC.encode(topic.get(next++)), place, AT, AT)).isEmpty();
      if (random.nextInt(30) == 0) {
        stores.flush(); // by the clock
      }
      if (random.nextInt(60) == 0) {
        stores.flush();
        commit = next;
        committed = keys();
      }
      if (random.nextInt(90) == 0) {
        for (Windowed<Bytes> key : keys()) {
          if (!committed.contains(key) && random.nextBoolean()) {
            rows.put(key.key(), null, key.window().start());
          }
        }
        stores = new LogStores(context);
        // From before the start, as every event is, once a task is opened anew.
        intake = open(stores, AT);
        next = commit;
      }
    }
    stores.flush();
    for (int event = 0; event < 40; event++) {
      String id = "evt_" + event;
      Set<String> expected = new HashSet<>();
      topic.stream()
          .filter(made -> made.getRef().getEventId().equals(id))
          .forEach(made -> expected.add(made.getRef().getDeliveryId()));
      assertThat(ids(log.reader.ofEvent("acme", id, 0, null, 250).rows()))
          .containsExactlyInAnyOrderElementsOf(expected);
      DeliveryQuery query = new DeliveryQuery(null, null, id, null, null);
      List<String> byEndpoint = new ArrayList<>();
      for (int endpoint = 0; endpoint < 12; endpoint++) {
        byEndpoint.addAll(ids(log.reader.page("acme", "wh_" + endpoint, query, null, 10).rows()));
      }
      assertThat(byEndpoint).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static List<Attempt> topic(Random random) {
    List<Attempt> topic = new ArrayList<>();
    for (int event = 0; event < 40; event++) {
      for (int endpoint = 0; endpoint < 1 + random.nextInt(12); endpoint++) {
        DeliveryRef ref = ref("acme", "wh_" + endpoint, "evt_" + event, AT + random.nextInt(2));
        boolean first = random.nextInt(5) > 0;
        topic.add(attempt(ref, 0, 1, first ? AttemptResult.DELIVERED : AttemptResult.FAILED));
        if (random.nextInt(5) == 0) {
          topic.add(topic.get(topic.size() - 1)); // again, after a crash of the sender's
        }
        if (!first) {
          topic.add(attempt(ref, 0, 2, AttemptResult.DELIVERED));
        }
      }
    }
    // Neighbours change places, so that events are mixed.
    for (int i = 0; i < topic.size() * 3; i++) {
      int at = random.nextInt(topic.size() - 10);
      Collections.swap(topic, at, at + random.nextInt(10));
    }
    return topic;
  }

  private LogAttempts open(LogStores stores, long now) {
    LogTallies tallies = new LogTallies(context);
    LogErasures none = new LogErasures(context, LogSettings.DEFAULT, tallies, stores);
    return new LogAttempts(stores, tallies, new NewRows(() -> now), none);
  }

  private Set<Windowed<Bytes>> keys() {
    Set<Windowed<Bytes>> keys = new HashSet<>();
    try (KeyValueIterator<Windowed<Bytes>, byte[]> all = rows.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private static List<String> ids(List<LogRow> found) {
    return found.stream().map(row -> row.getRef().getDeliveryId()).toList();
  }

  private record Place(long offset) implements RecordMetadata {
    @Override
    public String topic() {
      return "attempts";
    }

    @Override
    public int partition() {
      return 0;
    }
  }
}
