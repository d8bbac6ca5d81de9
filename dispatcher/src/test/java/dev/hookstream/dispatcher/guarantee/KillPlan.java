package dev.hookstream.dispatcher.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Every choice of a run, from its seed: the same seed kills at the same events and answers the same
 * attempts with an error.
 *
 * @param seed of all choices
 * @param events how many are produced
 * @param killsEach how often the dispatcher is killed, and then the broker
 * @param perSecond events produced in a second
 */
record KillPlan(long seed, int events, int killsEach, int perSecond) {
  static final int WORKSPACES = 5;
  static final int ENDPOINTS_EACH = 10;
  private static final int LONGEST_LIFE_MS = 15_000;
  private static final double SHARE_OF_ERRORS = 0.04;
  private static final double SHARE_OF_SLOW = 0.01;

  /** What is killed. */
  enum Victim {
    DISPATCHER,
    BROKER
  }

  /**
   * One kill.
   *
   * @param atEvent when the event of this number is about to be produced
   * @param afterMillis how long after the last start at the earliest, in the midst of recovering;
   *     0: once the last kill is recovered from
   */
  record Moment(int number, Victim victim, int atEvent, int afterMillis) {}

  /** An event of the run. */
  record Planned(String id, String type, int workspace) {}

  static KillPlan fromProperties() {
    return new KillPlan(
        Long.getLong("guarantee.seed", 20_260_511L),
        Integer.getInteger("guarantee.events", 4_000),
        Integer.getInteger("guarantee.kills", 2),
        Integer.getInteger("guarantee.rate", 150));
  }

  /** How many events lie between two kills, about. */
  int slice() {
    return events / (2 * killsEach);
  }

  /** One kill in each slice of the events, somewhere in it; each fourth one in a recovery. */
  List<Moment> moments() {
    Random random = new Random(seed);
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < 2 * killsEach; i++) {
      Victim victim = i < killsEach ? Victim.DISPATCHER : Victim.BROKER;
      int atEvent = i * slice() + slice() / 10 + random.nextInt(slice() * 8 / 10);
      int afterMillis = 1 + random.nextInt(LONGEST_LIFE_MS);
      moments.add(new Moment(i + 1, victim, atEvent, i % 4 == 3 ? afterMillis : 0));
    }
    return moments;
  }

  Planned event(int number) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number);
    int type = random.nextInt(ENDPOINTS_EACH);
    return new Planned("evt_" + number, "order.t" + type, random.nextInt(WORKSPACES));
  }

  static String workspace(int number) {
    return "ws_" + number;
  }

  /** Endpoint n takes type n, and those of odd number the type before it too. */
  static List<String> patterns(int endpoint) {
    String own = "order.t" + endpoint;
    return endpoint % 2 == 0 ? List.of(own) : List.of(own, "order.t" + (endpoint - 1));
  }

  static String path(int workspace, int endpoint) {
    return "/" + workspace(workspace) + "/" + endpoint;
  }

  /** What must arrive of an event: the paths of the endpoints that match it. */
  static List<String> paths(Planned event) {
    List<String> paths = new ArrayList<>();
    for (int endpoint = 0; endpoint < ENDPOINTS_EACH; endpoint++) {
      if (patterns(endpoint).contains(event.type())) {
        paths.add(path(event.workspace(), endpoint));
      }
    }
    return paths;
  }

  /** What the receiver answers to an attempt: a small share of errors, so that retries flow too. */
  int status(String deliveryId, String attempt) {
    return random(deliveryId, attempt).nextDouble() < SHARE_OF_ERRORS ? 500 : 200;
  }

  /** How long the receiver takes for it, in milliseconds: mostly little, now and then much. */
  long thinkingMillis(String deliveryId, String attempt) {
    SplittableRandom random = random(deliveryId, attempt + "/");
    return random.nextDouble() < SHARE_OF_SLOW ? 2_000 : 1 + random.nextInt(40);
  }

  private SplittableRandom random(String deliveryId, String attempt) {
    return new SplittableRandom(seed ^ ((long) deliveryId.hashCode() << 20) ^ attempt.hashCode());
  }
}
