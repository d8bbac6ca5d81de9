package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.match.DeliveryId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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

  @Test
  void oneOfManyIsFoundByItsIdAndNotOnceItIsTaken() {
    for (int event = 0; event < 20_000; event++) {
      append(event, event % 10 == 0 ? DeliveryClass.REPLAY : DeliveryClass.LIVE);
    }
    backlog.store();
    for (int event : List.of(0, 1, 255, 256, 257, 9_999, 10_000, 19_998, 19_999)) {
      assertThat(reader.find("ws", "wh_1", id(event)))
          .hasValueSatisfying(
              found -> assertThat(found.getRef().getEventId()).isEqualTo("evt-" + event));
    }
    assertThat(reader.find("ws", "wh_1", id(20_000))).isEmpty();
    assertThat(reader.find("ws", "wh_1", id(-1))).isEmpty();
    assertThat(reader.find("ws", "wh_2", id(1))).isEmpty();
    for (int taken = 0; taken < 300; taken++) {
      backlog.take(lane.queue(DeliveryClass.LIVE));
    }
    backlog.store();
    assertThat(reader.find("ws", "wh_1", id(1))).isEmpty();
    assertThat(reader.find("ws", "wh_1", id(332))).isEmpty();
    assertThat(reader.find("ws", "wh_1", id(334))).isPresent();
    assertThat(reader.find("ws", "wh_1", id(19_999))).isPresent();
  }

  @Test
  void whatStandsALittleOutOfOrderIsFoundToo() {
    List<Integer> order = new ArrayList<>();
    for (int event = 0; event < 5_000; event++) {
      order.add(event);
    }
    Collections.shuffle(order.subList(2_000, 2_900), new Random(1));
    order.forEach(event -> append(event, DeliveryClass.LIVE));
    backlog.store();
    for (int event = 0; event < 5_000; event += 7) {
      assertThat(reader.find("ws", "wh_1", id(event))).isPresent();
    }
  }

  private static String id(int event) {
    long at = 1_763_667_000_000L + event / 3;
    return DeliveryId.of(
        DeliveryId.endpointPartOf("wh_1"), "evt-" + event, 0, Math.max(0, event), null, at);
  }

  private static boolean any(DeliveryRef unused) {
    return true;
  }

  private void append(int event, DeliveryClass deliveryClass) {
    DeliveryRef ref =
        new DeliveryRef(
            id(event),
            "evt-" + event,
            "a.b",
            "ws",
            "wh_1",
            "standard",
            0,
            (long) event,
            0L,
            null,
            null);
    Waiting waiting = new Waiting(ref, deliveryClass, 0, 1, 0L, 0L, null);
    backlog.append(lane, new Queued(waiting, new byte[10], false));
  }
}
