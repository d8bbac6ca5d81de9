package dev.hookstream.dispatcher.guarantee;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What goes wrong, and when: every kind of fault in each round, in an order that the seed says. */
final class Faults {
  private Faults() {}

  /** A kind of fault. */
  enum Kind {
    /** An instance that is not there starts. */
    JOIN,
    /** kill -9, and it is started again after a while. */
    KILL_INSTANCE,
    /** SIGSTOP for longer than its session, SIGCONT: it believes that it still owns what it had. */
    FREEZE_INSTANCE,
    /** kill -9, and it is started again at once. */
    KILL_BROKER,
    /** SIGSTOP, and SIGCONT a few seconds later. */
    FREEZE_BROKER,
    /** The instances' connections to the broker break, and no other can be made for a while. */
    CUT,
    /** They stay, and nothing comes through for a while. */
    SILENCE,
    /** SIGTERM; the next round's JOIN brings it back. */
    LEAVE
  }

  /**
   * One fault.
   *
   * @param instance which of the two, where it is one that is meant
   * @param atEvent when the event of this number is about to be produced
   * @param lastsMillis from its begin to its end, at least
   * @param hurried in the midst of recovering from the one before
   */
  record Fault(int number, Kind kind, int instance, int atEvent, int lastsMillis, boolean hurried) {
    String words() {
      boolean ofOne = kind.name().endsWith("INSTANCE") || kind == Kind.JOIN || kind == Kind.LEAVE;
      return kind + (ofOne ? " " + instance : "");
    }
  }

  static List<Fault> of(Plan plan) {
    Random random = new Random(plan.seed());
    List<Fault> faults = new ArrayList<>();
    int slice = slice(plan);
    int absent = 1;
    for (int round = 0; round < plan.rounds(); round++) {
      int leaves = random.nextInt(2);
      for (Kind kind : kinds(random)) {
        int number = faults.size();
        // In the first half of its slice: the other half flows while the fault lasts.
        int atEvent = number * slice + slice / 10 + random.nextInt(Math.max(1, slice * 4 / 10));
        int instance =
            switch (kind) {
              case JOIN -> absent;
              case LEAVE -> leaves;
              default -> random.nextInt(2);
            };
        boolean hurried = kind != Kind.JOIN && random.nextInt(4) == 0;
        faults.add(new Fault(number + 1, kind, instance, atEvent, lasts(kind, random), hurried));
      }
      absent = leaves;
    }
    return faults;
  }

  /** How many events lie between two faults, about. */
  static int slice(Plan plan) {
    return plan.events() / (plan.rounds() * Kind.values().length);
  }

  private static List<Kind> kinds(Random random) {
    List<Kind> middle = new ArrayList<>(List.of(Kind.values()));
    middle.removeAll(List.of(Kind.JOIN, Kind.LEAVE));
    Collections.shuffle(middle, random);
    List<Kind> kinds = new ArrayList<>(List.of(Kind.JOIN));
    kinds.addAll(middle);
    kinds.add(Kind.LEAVE);
    return kinds;
  }

  private static int lasts(Kind kind, Random random) {
    return switch (kind) {
      case KILL_INSTANCE -> random.nextInt(3_000);
      case FREEZE_INSTANCE -> 7_000 + random.nextInt(1_500);
      case FREEZE_BROKER, CUT, SILENCE -> 1_000 + random.nextInt(3_000);
      case JOIN, KILL_BROKER, LEAVE -> 0;
    };
  }
}
