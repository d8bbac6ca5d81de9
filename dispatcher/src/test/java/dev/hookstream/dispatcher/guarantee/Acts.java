package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.schemas.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes things away from a cluster, and puts them back. */
final class Acts {
  /** Less than the minute to which clocks must agree. */
  private static final int JUMP_SECONDS = Integer.getInteger("cluster.jump.seconds", 45);

  private static final long JUMPED_MILLIS = 15_000;
  private static final long CLOCKED_READY_SECONDS = 400;

  /** Of an instance's disk; below it an alert fires, and above it there is room to go on. */
  private static final double NEARLY_FULL = 0.1;

  /** Within which an alert must fire. */
  private static final long ALERT_WITHIN_MILLIS = 120_000;

  private static final long STANDSTILL_MILLIS = 30_000;

  static final List<String> ALL = List.of("one", "two", "three");

  /** The instance that has a disk to itself, where the run may mount one. */
  static final String TIGHT = "three";

  private static final String FOURTH = "four";
  private static final String CLOCKED = "clocked";

  /** A name and the roles of each instance that has not all of them. */
  private static final Map<String, String> APART =
      Map.of("api", "api,topology", "lanes", "topology", "hands", "sender,delay");

  private static final String HANDS = "hands";

  private final Brokers brokers;
  private final Fleet fleet;
  private final Watch watch;
  private final Optional<Disks> disks;
  private final Optional<FakeClock> clock;
  private final Api api = new Api();
  private String victim = "";
  private long goneAt;
  private int broker;

  Acts(
      Brokers brokers, Fleet fleet, Watch watch, Optional<Disks> disks, Optional<FakeClock> clock) {
    this.brokers = brokers;
    this.fleet = fleet;
    this.watch = watch;
    this.disks = disks;
    this.clock = clock;
  }

  /**
   * Does what the phase is for, up to where all is to flow again.
   *
   * @return whom it hit, in words
   */
  String strike(Phase phase) throws IOException, InterruptedException {
    return switch (phase) {
      case STEADY -> "";
      case KILL_INSTANCE -> killInstance();
      case KILL_BROKER -> killBroker(leader());
      case KILL_CONTROLLER -> killBroker(brokers.controller());
      case ROLL_INSTANCES -> rollInstances();
      case ROLL_BROKERS -> rollBrokers();
      case SCALE_OUT -> {
        fleet.start(FOURTH);
        watch.over(fleet);
        api.awaitReady(fleet.get(FOURTH));
        yield FOURTH;
      }
      case SCALE_IN -> {
        fleet.get(FOURTH).stop();
        watch.over(fleet);
        yield FOURTH;
      }
      case DISK_FULL -> fillDisk();
      case CLOCK_JUMP -> jump();
      case ROLES -> apart();
      case STANDSTILL -> standStill();
    };
  }

  /** When what {@link #strike} took away last was gone, in milliseconds since 1970. */
  long goneAt() {
    return goneAt;
  }

  /** Puts back what {@link #strike} took away. */
  void mend(Phase phase) throws IOException, InterruptedException {
    switch (phase) {
      case KILL_INSTANCE -> fleet.start(victim);
      case KILL_BROKER, KILL_CONTROLLER -> brokers.start(broker);
      case DISK_FULL -> {
        disks.orElseThrow().makeRoom();
        brokers.start(broker);
      }
      case CLOCK_JUMP -> {
        if (clock.isPresent()) {
          jumpBack(clock.get());
        }
      }
      case ROLES -> together();
      case STANDSTILL -> {
        fleet.get(HANDS).stop();
        watch.over(fleet);
      }
      case STEADY, ROLL_INSTANCES, ROLL_BROKERS, SCALE_OUT, SCALE_IN -> {}
    }
  }

  private String killInstance() throws IOException {
    Map<String, Integer> owned = fleet.owned();
    victim =
        owned.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).get();
    fleet.get(victim).killNow();
    goneAt = System.currentTimeMillis();
    return victim + " of " + owned;
  }

  /** Of the largest workspace's partition; another one's, where that is the controller too. */
  private int leader() {
    String events = brokers.kafka().topic(Topic.EVENTS);
    int controller = brokers.controller();
    for (int partition = 0; partition < ClusterPlan.PARTITIONS; partition++) {
      int leader = brokers.leader(events, partition);
      if (leader != controller) {
        return leader;
      }
    }
    return controller;
  }

  private String killBroker(int id) {
    broker = id;
    brokers.kill(id);
    goneAt = System.currentTimeMillis();
    return "broker " + id;
  }

  private String rollInstances() throws IOException, InterruptedException {
    for (String name : ALL) {
      fleet.get(name).stop();
      fleet.start(name);
      api.awaitReady(fleet.get(name));
    }
    return "";
  }

  private String rollBrokers() {
    for (int id = 1; id <= Brokers.COUNT; id++) {
      brokers.stop(id);
      brokers.start(id);
      brokers.awaitInSync();
    }
    return "";
  }

  private String fillDisk() throws IOException, InterruptedException {
    broker = Brokers.COUNT;
    ProcessHandle process = brokers.process(broker);
    Disks its = disks.orElseThrow();
    its.state().leave(NEARLY_FULL);
    if (its.state().isMounted()) {
      watch.await(Watch.DISK, ALERT_WITHIN_MILLIS);
    }
    its.broker().fill(process);
    goneAt = System.currentTimeMillis();
    process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join();
    String end = process.isAlive() ? "lives on" : "has ended by itself";
    brokers.kill(broker);
    return "broker " + broker + " " + end + " (" + its.broker().how() + ")";
  }

  /** Of one more instance, since the library under it makes all its waiting slow. */
  private String jump() throws IOException, InterruptedException {
    if (clock.isEmpty()) {
      return "left out: there is no libfaketime on this machine";
    }
    fleet.start(CLOCKED, Instance.Setup.ALL_ROLES, clock.get().variables());
    watch.over(fleet);
    api.awaitReady(fleet.get(CLOCKED), CLOCKED_READY_SECONDS);
    Map<String, Integer> owned = fleet.owned();
    clock.get().jump(JUMP_SECONDS);
    ClusterRun.pass(JUMPED_MILLIS);
    return "a fourth one's is %d s ahead for %d s and more; partitions of each: %s"
        .formatted(JUMP_SECONDS, TimeUnit.MILLISECONDS.toSeconds(JUMPED_MILLIS), owned);
  }

  private void jumpBack(FakeClock its) throws IOException {
    its.jump(0);
    fleet.get(CLOCKED).stop();
    watch.over(fleet);
  }

  private String apart() throws IOException, InterruptedException {
    for (Map.Entry<String, String> one : APART.entrySet()) {
      fleet.start(one.getKey(), one.getValue(), Map.of());
    }
    api.awaitReady(fleet.get("api"));
    api.awaitReady(fleet.get("lanes"));
    api.awaitReady(fleet.get(HANDS));
    watch.over(fleet); // these too, so that there is no moment in which it sees nobody
    for (String name : ALL) {
      fleet.get(name).stop();
    }
    watch.over(fleet);
    return String.join("; ", APART.values());
  }

  /** One is left that sends; it tells the lag of the whole cluster, as each instance does. */
  private String standStill() throws IOException, InterruptedException {
    fleet.start(HANDS, APART.get(HANDS), Map.of());
    api.awaitReady(fleet.get(HANDS));
    watch.over(fleet);
    for (String name : ALL) {
      fleet.get(name).stop();
    }
    watch.over(fleet);
    long began = System.nanoTime();
    ClusterRun.pass(STANDSTILL_MILLIS);
    watch.await(Watch.LATE, ALERT_WITHIN_MILLIS);
    long lasted = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    for (String name : ALL) {
      fleet.start(name);
    }
    watch.over(fleet);
    for (String name : ALL) {
      api.awaitReady(fleet.get(name));
    }
    return "for " + lasted + " s";
  }

  private void together() throws IOException, InterruptedException {
    for (String name : ALL) {
      fleet.start(name);
    }
    for (String name : ALL) {
      api.awaitReady(fleet.get(name));
    }
    watch.over(fleet);
    for (String name : APART.keySet()) {
      fleet.get(name).stop();
    }
    watch.over(fleet);
  }
}
