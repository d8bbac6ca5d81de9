package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class WaitingReaderTest {
  private final MapStore<Bytes, byte[]> chunks = MapStore.ofBytes();
  private final Backlog backlog =
      new Backlog(chunks, new SharedBodies(MapStore.ofBytes(), MapStore.ofBytes()));
  private final Lane lane = new Lane("ws", "wh_1", 10);
  private final WaitingReader reader = new WaitingReader(chunks);

  @Test
  void whatWaitsIsListedLastFirstAndPagesMissNothingWhileItMoves() {
    for (int event = 0; event < 1_000; event++) {
      append(event, DeliveryClass.LIVE);
    }
    append(5_000, DeliveryClass.RETRY);
    backlog.store();
    for (int taken = 0; taken < 300; taken++) {
      backlog.take(lane.queue(DeliveryClass.LIVE));
    }
    backlog.store();
    List<String> seen = new ArrayList<>();
    String cursor = null;
    int later = 2_000;
    do {
      WaitingReader.Part part = reader.lastFirst("ws", "wh_1", WaitingReaderTest::any, cursor, 7);
      part.waiting().forEach(waiting -> seen.add(waiting.getRef().getEventId()));
      cursor = part.next();
      append(later++, DeliveryClass.LIVE);
      backlog.store();
    } while (cursor != null);
    List<String> expected = new ArrayList<>();
    for (int event = 999; event >= 300; event--) {
      expected.add("evt-" + event);
    }
    expected.add("evt-5000");
    assertThat(seen).containsExactlyElementsOf(expected);
    assertThat(reader.lastFirst("ws", "wh_2", WaitingReaderTest::any, null, 7).waiting()).isEmpty();
  }

  @Test
  void aFilterThatLetsLittleThroughAnswersInParts() {
    for (int event = 0; event < 20_000; event++) {
      append(event, DeliveryClass.LIVE);
    }
    backlog.store();
    Predicate<DeliveryRef> one = ref -> ref.getEventId().equals("evt-3");
    List<Waiting> found = new ArrayList<>();
    String cursor = null;
    int parts = 0;
    do {
      WaitingReader.Part part = reader.lastFirst("ws", "wh_1", one, cursor, 50);
      found.addAll(part.waiting());
      cursor = part.next();
      parts++;
    } while (cursor != null);
    assertThat(found).hasSize(1);
    assertThat(parts).isGreaterThan(2);
  }

  @Test
  void aCursorThatIsNoneIsRefused() {
    for (String cursor : List.of("", "held.", "held.0.", "held.0.-1", "dlv_1", "held.00.1")) {
      assertThatThrownBy(() -> reader.lastFirst("ws", "wh_1", WaitingReaderTest::any, cursor, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static boolean any(DeliveryRef unused) {
    return true;
  }

  private void append(int event, DeliveryClass deliveryClass) {
    DeliveryRef ref =
        new DeliveryRef(
            "dlv-" + event,
            "evt-" + event,
            "a.b",
            "ws",
            "wh_1",
            "standard",
            0,
            (long) event,
            0L,
            null);
    Waiting waiting = new Waiting(ref, deliveryClass, 0, 1, 0L, 0L, null);
    backlog.append(lane, new Queued(waiting, new byte[10], false));
  }
}
