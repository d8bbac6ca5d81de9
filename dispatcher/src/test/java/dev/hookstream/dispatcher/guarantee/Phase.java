package dev.hookstream.dispatcher.guarantee;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done to a cluster under load, one after the other. */
enum Phase {
  STEADY("nothing happens"),
  KILL_INSTANCE("kill -9 of the instance that has most; started again when the others deliver"),
  KILL_BROKER("kill -9 of a broker that leads a partition; started again when all flows"),
  KILL_CONTROLLER("kill -9 of the active controller; started again when all flows"),
  ROLL_INSTANCES("SIGTERM and start of each instance, one after the other"),
  ROLL_BROKERS("stop and start of each broker, one after the other"),
  SCALE_OUT("a fourth instance joins"),
  SCALE_IN("SIGTERM of the fourth instance"),
  DISK_FULL("an instance's disk is nearly full, a broker's is; room and a start when all flows"),
  CLOCK_JUMP("the clock of one instance jumps ahead, and back"),
  ROLES("instances with a role each take over from those that have all, and back"),
  STANDSTILL("no instance decides, until the alert fires that events are late; then all do again");

  /** What a build has time for. */
  static final String SHORT = "steady,kill-instance,kill-broker";

  private final String what;

  Phase(String what) {
    this.what = what;
  }

  /** In words. */
  String what() {
    return what;
  }

  /** Whether something ends unasked, so that from then on is measured how soon the rest does it. */
  boolean takesAway() {
    return switch (this) {
      case KILL_INSTANCE, KILL_BROKER, KILL_CONTROLLER, DISK_FULL -> true;
      case STEADY,
          ROLL_INSTANCES,
          ROLL_BROKERS,
          SCALE_OUT,
          SCALE_IN,
          CLOCK_JUMP,
          ROLES,
          STANDSTILL ->
          false;
    };
  }

  /** As the command line has it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As the command line lists them; {@code all}: each of them. */
  static List<Phase> list(String words) {
    if (words.equals("all")) {
      return List.of(values());
    }
    return Arrays.stream(words.split(","))
        .map(word -> Phase.valueOf(word.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }
}
