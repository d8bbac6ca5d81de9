package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Pending;
import dev.hookstream.topology.lane.Lane;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.lane.LaneDirectory;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What DESIGN promises of a lane, checked while a history goes on and at its end. It knows what was
 * accepted, what arrived and what became of it, and nothing of queues and chains.
 */
final class ModelOracle implements ModelTask.Watcher {
  /** How a delivery may end. */
  private enum End {
    DELIVERED,
    DEAD_LETTERED,
    DISCARDED
  }

  /**
   * A delivery in its endpoint's order.
   *
   * @param number rises from event to event, and from replay to replay
   * @param epoch how often the endpoint's mode had been changed
   */
  private record Place(String endpoint, DeliveryClass its, long number, int epoch) {
    boolean comparable(Place other) {
      return endpoint.equals(other.endpoint) && its == other.its && epoch == other.epoch;
    }
  }

  private final ModelClock clock;
  private final int maxOut;
  private final Map<String, Integer> epochs = new HashMap<>();
  private final Map<String, ModelLane> lanes = new HashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> matchedNow = new HashSet<>();
  private final Set<String> accepted = new HashSet<>();
  private final Map<String, Set<End>> ends = new HashMap<>();
  private final Map<String, Set<End>> committedEnds = new HashMap<>();
  private final Set<String> delayed = new HashSet<>();
  private final Set<String> arrived = new HashSet<>();
  private final Set<String> attempts = new HashSet<>();
  private final Map<Place, Long> lastFirst = new HashMap<>();

  /** Those for which no order was promised throughout. */
  private final Set<String> unordered = new HashSet<>();

  private @Nullable LaneDirectory directory;

  /** No crash, no hand-over that was not drained, no lease that ended: then nothing comes twice. */
  private boolean calm = true;

  ModelOracle(ModelClock clock, int maxOut) {
    this.clock = clock;
    this.maxOut = maxOut;
  }

  void watch(LaneDirectory looked) {
    directory = looked;
  }

  void disturbed() {
    calm = false;
  }

  boolean isCalm() {
    return calm;
  }

  void modeChanged(String endpoint) {
    epochs.merge(endpoint, 1, Integer::sum);
  }

  private int epoch(String endpoint) {
    return epochs.getOrDefault(endpoint, 0);
  }

  private ModelLane lane(String endpoint) {
    return lanes.computeIfAbsent(endpoint, id -> new ModelLane());
  }

  private Set<End> ends(String id) {
    return ends.computeIfAbsent(id, none -> EnumSet.noneOf(End.class));
  }

  @Override
  public void matched(LaneCommand.Fanout fanout) {
    for (LaneCommand.Fanout.Place place : fanout.places()) {
      DeliveryRef ref = place.ref();
      String endpoint = ref.getEndpointId();
      long number = ref.getReplayId() == null ? ref.getEventOffset() : ref.getAcceptedAt();
      places.put(
          ref.getDeliveryId(),
          new Place(endpoint, fanout.deliveryClass(), number, epoch(endpoint)));
      matchedNow.add(ref.getDeliveryId());
    }
  }

  @Override
  public void released(Delivery delivery) {
    String endpoint = delivery.getRef().getEndpointId();
    ModelLane lane = lane(endpoint);
    if (delivery.getOrder().getMode() == Ordering.PARALLEL) {
      unordered.add(delivery.getRef().getDeliveryId());
    }
    Lane real = directory.find("ws", endpoint).orElseThrow();
    if (real.isCircuitOpen()) {
      assertThat(lane.probesOut(clock.now())).as("probes that are out").isZero();
      lane.probes.add(delivery.getRef().getDeliveryId());
    } else {
      assertThat(real.out()).as("out of %s", endpoint).isLessThanOrEqualTo(real.window());
    }
    lane.released(delivery, clock.now());
    assertThat(directory.out()).as("out of the task").isLessThanOrEqualTo(maxOut);
  }

  /** The sender begins a request. */
  void arrived(Delivery delivery) {
    DeliveryRef ref = delivery.getRef();
    String id = ref.getDeliveryId();
    Place place = places.get(id);
    assertThat(place).as("accepted: %s", id).isNotNull();
    assertThat(Sent.text(delivery.getBody())).contains("\"n\":" + ref.getEventOffset() + "}");
    boolean again = !attempts.add(id + '/' + delivery.getRound() + '/' + delivery.getAttempt());
    if (calm) {
      assertThat(again)
          .as("attempt %s of %s is made twice", delivery.getAttempt(), name(id))
          .isFalse();
      assertThat(ends(id)).as("%s is attempted again", name(id)).doesNotContain(End.DELIVERED);
    }
    boolean first = arrived.add(id);
    if (delivery.getOrder().getMode() == Ordering.PARALLEL
        || place.epoch != epoch(place.endpoint)) {
      return;
    }
    if (delivery.getOrder().getMode() == Ordering.STRICT) {
      places.forEach(
          (other, its) -> {
            if (its.comparable(place) && its.number < place.number) {
              assertThat(ends(other))
                  .as("%s is attempted before %s is settled", name(id), name(other))
                  .isNotEmpty();
            }
          });
    } else if (first && !unordered.contains(id)) {
      Place order = new Place(place.endpoint, place.its, 0, place.epoch);
      Long before = lastFirst.put(order, place.number);
      assertThat(place.number)
          .as("first attempt of %s after a later one's", name(id))
          .isGreaterThan(before == null ? -1 : before);
    }
  }

  /** The sender reports. */
  void reported(Attempt attempt) {
    if (attempt.getResult() == AttemptResult.DELIVERED) {
      ends(attempt.getRef().getDeliveryId()).add(End.DELIVERED);
    }
  }

  @Override
  public void judged(Attempt attempt) {
    lane(attempt.getRef().getEndpointId()).back(attempt);
  }

  @Override
  public void admitted(LaneCommand.Again again) {
    delayed.remove(again.ref().getDeliveryId());
  }

  @Override
  public void decided(Object record) {
    if (record instanceof Pending pending) {
      delayed.add(pending.getRef().getDeliveryId());
    }
    note(record, ends);
  }

  @Override
  public void committed(Object record) {
    note(record, committedEnds);
  }

  private static void note(Object record, Map<String, Set<End>> where) {
    String id = null;
    End end = End.DISCARDED;
    if (record instanceof DeadLetter letter) {
      id = letter.getRef().getDeliveryId();
      end = End.DEAD_LETTERED;
    } else if (record instanceof Outcome outcome && outcome.getKind() == OutcomeKind.DISCARDED) {
      id = outcome.getRef().getDeliveryId();
    }
    if (id != null) {
      where.computeIfAbsent(id, none -> EnumSet.noneOf(End.class)).add(end);
    }
  }

  void ticked() {
    for (ModelLane lane : lanes.values()) {
      calm &= !lane.expire(clock.now());
    }
  }

  void committed() {
    accepted.addAll(matchedNow);
    matchedNow.clear();
    lanes.values().forEach(ModelLane::commit);
  }

  /** After a commit or not. */
  void restarted() {
    matchedNow.clear();
    lanes.values().forEach(ModelLane::restart);
    // What was thrown away and was not, since another change came first this time, comes late.
    ends.forEach(
        (id, its) -> {
          if (its.stream().anyMatch(end -> end != End.DELIVERED)
              && !committedEnds.containsKey(id)) {
            unordered.add(id);
          }
        });
  }

  /** At rest: the counts are those of the reference. */
  void compare() {
    for (String endpoint : ModelOwner.ENDPOINTS) {
      ModelLane lane = lane(endpoint);
      Lane real = directory.find("ws", endpoint).orElse(null);
      assertThat(real == null ? 0L : real.out()).as("out of %s", endpoint).isEqualTo(lane.out());
      long waiting = real == null ? 0 : real.backlog();
      assertThat(waiting).as("backlog of %s", endpoint).isNotNegative();
      if (calm) {
        assertThat(waiting).as("backlog of %s", endpoint).isEqualTo(backlog(endpoint, lane));
      }
      if (real == null || !real.isCircuitOpen()) {
        lane.probes.clear();
      }
    }
  }

  private long backlog(String endpoint, ModelLane lane) {
    Set<String> elsewhere = lane.elsewhere();
    return places.entrySet().stream()
        .filter(place -> place.getValue().endpoint.equals(endpoint))
        .map(Map.Entry::getKey)
        .filter(id -> !elsewhere.contains(id) && !delayed.contains(id) && ends(id).isEmpty())
        .count();
  }

  /** All has come back, all retries have been made: each has come to its end. */
  void end() {
    for (String id : accepted) {
      Set<End> all = EnumSet.noneOf(End.class);
      all.addAll(committedEnds.getOrDefault(id, Set.of()));
      if (ends(id).contains(End.DELIVERED)) {
        all.add(End.DELIVERED);
      }
      assertThat(all).as("the end of %s", name(id)).isNotEmpty();
      if (calm) {
        assertThat(all).as("the one end of %s", name(id)).hasSize(1);
      }
    }
  }

  private String name(String id) {
    Place place = places.get(id);
    return place.endpoint + " " + place.its + " " + place.number;
  }
}
