package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.schemas.Ordering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What is produced and who is to get it, every choice from the seed. {@link Faults} has what goes
 * wrong meanwhile, {@link Manners} what the receivers answer.
 *
 * @param seed of all choices
 * @param rounds of faults
 * @param events how many are produced in all
 * @param perSecond events produced in a second
 * @param modes that endpoints are made with
 */
record Plan(long seed, int rounds, int events, int perSecond, List<Ordering> modes) {
  static final int WORKSPACES = 8;

  /** How many of its deliveries an endpoint may have out at once. */
  static final int WINDOW = 32;

  private static final int ENDPOINTS_EACH = 2;
  private static final int TYPES = 4;

  /** How skewed the tenants are: the first of the eight has two fifths of the events. */
  private static final double ZIPF = 1.1;

  /** Events that no receiver ever takes, so that dead letters are made too. */
  private static final int DOOMED_EACH_ROUND = 2;

  /** An event of the run. */
  record Planned(String id, String type, String workspace) {}

  /** An endpoint, known by the path of its URL. */
  record Target(String path, String workspace, Ordering mode, List<String> types) {
    boolean wants(Planned event) {
      return workspace.equals(event.workspace()) && types.contains(event.type());
    }
  }

  static Plan fromProperties() {
    int rounds = Integer.getInteger("guarantee.rounds", 1);
    return new Plan(
        Long.getLong("guarantee.seed", 20_260_511L),
        rounds,
        Integer.getInteger("guarantee.events", 1_600 * rounds),
        Integer.getInteger("guarantee.rate", 50),
        modes(System.getProperty("guarantee.modes", "parallel,ordered,strict")));
  }

  static List<Ordering> modes(String names) {
    return Arrays.stream(names.split(","))
        .map(name -> Ordering.valueOf(name.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }

  /** What repeats this run. */
  String command() {
    String names = String.join(",", modes.stream().map(Plan::name).toList());
    return "mvn test -pl schemas,topology,dispatcher -Dtest=GuaranteeTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dguarantee.seed=%d -Dguarantee.rounds=%d"
            .formatted(seed, rounds)
        + " -Dguarantee.events=%d -Dguarantee.rate=%d -Dguarantee.modes=%s"
            .formatted(events, perSecond, names);
  }

  static String name(Ordering mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** The mode of the endpoint with this path. */
  static Ordering mode(String path) {
    return Ordering.valueOf(path.split("/", 4)[2].toUpperCase(Locale.ROOT));
  }

  /** The endpoints: two of each mode in each workspace, which share one of the types. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (int w = 0; w < WORKSPACES; w++) {
      for (Ordering mode : modes) {
        for (int e = 0; e < ENDPOINTS_EACH; e++) {
          String path = "/" + workspace(w) + "/" + name(mode) + "/" + e;
          targets.add(new Target(path, workspace(w), mode, List.of(type(e), type(e + 1))));
        }
      }
    }
    return targets;
  }

  Planned event(int number) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number);
    // Doomed ones are not of the largest workspace: its strict lanes would only wait.
    int workspace = isDoomed(number) ? 1 + random.nextInt(WORKSPACES - 1) : zipf(random);
    String type = isDoomed(number) ? type(1) : type(random.nextInt(TYPES));
    return new Planned(
        (isDoomed(number) ? Manners.DOOMED : "evt_") + number, type, workspace(workspace));
  }

  /** In the first half of each round, so that their attempts are used up at its end. */
  private boolean isDoomed(int number) {
    int round = Math.max(1, events / rounds);
    int step = round / 2 / (DOOMED_EACH_ROUND + 1);
    int place = number % round;
    return step > 0 && place > 0 && place % step == 0 && place / step <= DOOMED_EACH_ROUND;
  }

  private static int zipf(SplittableRandom random) {
    double all = 0;
    for (int w = 1; w <= WORKSPACES; w++) {
      all += Math.pow(w, -ZIPF);
    }
    double left = random.nextDouble() * all;
    int workspace = 0;
    while (workspace < WORKSPACES - 1 && left > Math.pow(workspace + 1, -ZIPF)) {
      left -= Math.pow(++workspace, -ZIPF);
    }
    return workspace;
  }

  static String workspace(int number) {
    return "ws_" + number;
  }

  private static String type(int number) {
    return "order.t" + number;
  }
}
