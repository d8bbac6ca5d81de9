package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.lane.LaneCommand.Back;
import dev.hookstream.topology.lane.LaneCommand.Sign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** What is out of a lane that keeps an order, over commits, crashes and restarts. */
class InOrderTest {
  private static final long NOW = 1_000_000;

  private final MapStore<Bytes, byte[]> chunks = MapStore.ofBytes();
  private final MapStore<Bytes, byte[]> bodies = MapStore.ofBytes();
  private final MapStore<Bytes, byte[]> counts = MapStore.ofBytes();
  private Backlog backlog = backlog();
  private Lane lane = lane();
  private String padding = "";

  private Backlog backlog() {
    return new Backlog(chunks, new SharedBodies(bodies, counts));
  }

  private Lane lane() {
    Lane made = new Lane("ws", "wh", 256);
    backlog.find(made);
    made.found(backlog);
    return made;
  }

  private LaneQueue live() {
    return lane.queue(DeliveryClass.LIVE);
  }

  private void append(int from, int to) {
    for (int i = from; i < to; i++) {
      DeliveryRef ref =
          new DeliveryRef(
              "d" + i, "e" + i, "a", "ws", "wh", "standard", 0, (long) i, NOW, null, null);
      byte[] body = ("body" + i + padding).getBytes(StandardCharsets.UTF_8);
      backlog.append(
          lane,
          new Queued(
              new Waiting(ref, DeliveryClass.LIVE, 0, 1, 0L, NOW + i, null), body, i % 2 == 0));
    }
  }

  /** Lets out so many, and says which. */
  private List<String> letOut(int most) {
    assertThat(lane.turnTo(Ordering.ORDERED)).isTrue();
    List<String> out = new ArrayList<>();
    while (out.size() < most && !lane.inOrder().isBroken()) {
      Queued queued = backlog.release(live());
      if (queued == null) {
        break;
      }
      String id = queued.waiting().getRef().getDeliveryId();
      assertThat(queued.body())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("body" + id.substring(1) + padding);
      lane.leaseInOrder(live(), id, NOW, NOW + 1_000);
      out.add(id);
    }
    return out;
  }

  private void back(String id, boolean attempted) {
    DeliveryRef ref = new DeliveryRef(id, "e", "a", "ws", "wh", "standard", 0, 0L, NOW, null, null);
    Sign sign = attempted ? Sign.HEALTHY : Sign.NEUTRAL;
    assertThat(lane.release(new Back(ref, sign, 0, attempted), backlog, NOW)).isTrue();
  }

  private void commit() {
    backlog.store();
    List.of(chunks, bodies, counts).forEach(MapStore::commit);
  }

  private void restart() {
    List.of(chunks, bodies, counts).forEach(MapStore::abort);
    backlog = backlog();
    lane = lane();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "d" + i).toList();
  }

  @Test
  void whatIsOutAtACommitIsAwaitedAfterARestartBeforeAnythingElseLeaves() {
    append(0, 10);
    assertThat(letOut(4)).isEqualTo(ids(0, 4));
    commit();
    restart();
    assertThat(lane.out()).isEqualTo(4);
    assertThat(lane.backlog()).isEqualTo(6);
    assertThat(letOut(10)).isEmpty();
    ids(0, 4).forEach(id -> back(id, true));
    assertThat(letOut(10)).isEqualTo(ids(4, 10));
  }

  @Test
  void whatWasLetOutInATransactionThatFailedIsLetOutAgain() {
    append(0, 10);
    letOut(2);
    commit();
    letOut(5);
    back("d0", true);
    restart();
    back("d0", true);
    back("d1", true);
    assertThat(letOut(3)).isEqualTo(ids(2, 5));
  }

  @Test
  void oneThatCameBackBeforeTheHeadIsNotLetOutAgain() {
    append(0, 6);
    letOut(6);
    back("d1", true);
    back("d3", false);
    commit();
    restart();
    assertThat(lane.out()).as("of d1 and d3 nothing more is heard").isEqualTo(4);
    back("d0", true);
    back("d2", true);
    back("d4", false);
    back("d5", false);
    assertThat(letOut(10)).isEqualTo(ids(3, 6));
  }

  @Test
  void whenAllHadComeBackBeforeTheRestartNothingIsAwaited() {
    append(0, 3);
    letOut(3);
    commit();
    ids(0, 2).forEach(id -> back(id, false));
    commit();
    back("d2", false);
    commit();
    restart();
    assertThat(letOut(3)).isEqualTo(ids(0, 3));
  }

  @Test
  void aLeaseThatEndsPutsEverythingBackInPlace() {
    append(0, 3);
    letOut(3);
    back("d1", true);
    assertThat(lane.expire(NOW + 1_000, backlog)).isEqualTo(2);
    assertThat(letOut(10)).containsExactly("d0", "d2");
  }

  @Test
  void aRunLongerThanAChunkGoesAndComesBackAndNothingIsLeftBehind() {
    append(0, 700);
    commit();
    assertThat(letOut(600)).isEqualTo(ids(0, 600));
    commit();
    restart();
    assertThat(lane.out()).isEqualTo(600);
    ids(0, 600).forEach(id -> back(id, !id.equals("d300")));
    assertThat(letOut(200)).as("d300, then those behind").startsWith("d300", "d600").hasSize(101);
    back("d300", true);
    ids(600, 700).forEach(id -> back(id, true));
    commit();
    assertThat(lane.idle()).isTrue();
    assertThat(chunks.approximateNumEntries()).isZero();
    assertThat(bodies.approximateNumEntries() + counts.approximateNumEntries()).isZero();
  }

  @Test
  void whatIsOutAtACommitIsStoredWithItsBodyHoweverManyChunksItTakes() {
    padding = "x".repeat(10_000);
    append(0, 80);
    letOut(80);
    commit();
    ids(0, 80).forEach(id -> back(id, false));
    assertThat(letOut(80)).isEqualTo(ids(0, 80));
    commit();
    restart();
    ids(0, 80).forEach(id -> back(id, false));
    assertThat(letOut(80)).isEqualTo(ids(0, 80));
    ids(0, 80).forEach(id -> back(id, true));
    commit();
    assertThat(chunks.approximateNumEntries() + bodies.approximateNumEntries()).isZero();
  }

  @Test
  void aRunThatComesBackStaleLengthensThePauseOnce() {
    append(0, 32);
    letOut(32);
    ids(0, 32).forEach(this::backStale);
    assertThat(lane.pace().askAgainAt()).isEqualTo(NOW + 1_000);
    letOut(32);
    ids(0, 32).forEach(this::backStale);
    assertThat(lane.pace().askAgainAt()).isEqualTo(NOW + 2_000);
  }

  private void backStale(String id) {
    DeliveryRef ref = new DeliveryRef(id, "e", "a", "ws", "wh", "standard", 0, 0L, NOW, null, null);
    assertThat(lane.release(new Back(ref, Sign.STALE, 0, false), backlog, NOW)).isTrue();
  }
}
