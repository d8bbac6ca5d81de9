package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Faults.Fault;
import dev.hookstream.dispatcher.guarantee.Manners.Answer;
import dev.hookstream.dispatcher.guarantee.Oracle.Findings;
import dev.hookstream.dispatcher.guarantee.Oracle.Lane;
import dev.hookstream.schemas.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run has shown. Times in milliseconds.
 *
 * @param accepted events that Kafka acknowledged
 * @param faults with what came again after each
 */
record Report(
    Plan plan,
    int accepted,
    List<Lane> lanes,
    List<Visit> visits,
    Map<String, Integer> deadLetters,
    Findings findings,
    List<Struck> faults,
    List<Visit> repeats,
    long lastsMillis) {
  private static final int LONGEST_LIST = 20;

  /**
   * A fault that was made.
   *
   * @param firstNew from its end to the first request for an event accepted after its begin
   */
  record Struck(Fault fault, long began, long ended, long firstNew) {
    Struck withFirstNew(long millis) {
      return new Struck(fault, began, ended, millis);
    }
  }

  static Report of(
      Plan plan,
      int accepted,
      List<Lane> lanes,
      List<Visit> visits,
      Map<String, Integer> deadLetters,
      List<Struck> faults,
      long lastsMillis) {
    return new Report(
        plan,
        accepted,
        lanes,
        visits,
        deadLetters,
        Oracle.judge(lanes, visits, deadLetters),
        faults,
        Repeats.of(visits),
        lastsMillis);
  }

  /** Every promise that was not kept, the bound of the repeats included; empty: all were. */
  List<String> broken() {
    List<String> broken = new ArrayList<>(findings.broken());
    if (accepted != plan.events()) {
      broken.add("only " + accepted + " events were accepted");
    }
    for (int i = 0; i <= faults.size(); i++) {
      int most = Repeats.mostAtOneEndpoint(repeats, from(i), from(i + 1));
      if (most > bound(i)) {
        String after = i == 0 ? "no fault" : faults.get(i - 1).fault().words();
        broken.add(most + " deliveries of one endpoint came again after " + after);
      }
    }
    return broken;
  }

  /** The time from which what comes again is put down to the fault of this number; 0: to none. */
  private long from(int number) {
    if (number == 0) {
      return 0;
    }
    return number <= faults.size() ? faults.get(number - 1).began() : Long.MAX_VALUE;
  }

  /**
   * How many deliveries of one endpoint can come again after a fault; before the first, none. A
   * window full of them was out when it struck, and about as many had just come back, with what the
   * topology made of that not committed yet. A hurried fault meets as many of the one before.
   */
  private int bound(int number) {
    if (number == 0) {
      return 0;
    }
    return (faults.get(number - 1).fault().hurried() ? 4 : 2) * Plan.WINDOW;
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder(4_000);
    line(
        text,
        "seed %d, %d rounds, %d events accepted of %d, %.0f s",
        plan.seed(),
        plan.rounds(),
        accepted,
        plan.events(),
        lastsMillis / 1_000.0);
    line(text, "%nmode      endpoints  deliveries  dead letters  requests  again");
    plan.modes().forEach(mode -> mode(text, mode));
    Map<Answer, Integer> answers = new HashMap<>();
    visits.forEach(visit -> answers.merge(visit.answer(), 1, Integer::sum));
    line(text, "%nanswers: %s", answers);
    line(text, "ordered: %d first attempts never came through", findings.unseenFirsts().size());
    line(
        text,
        "%nfault                at event  lasted ms  first new ms  again  most at one endpoint");
    for (int i = 0; i <= faults.size(); i++) {
      fault(text, i);
    }
    List<String> broken = broken();
    line(text, "%nbroken promises: %d", broken.size());
    broken.stream().limit(LONGEST_LIST).forEach(it -> line(text, "  %s", it));
    line(text, "again with: %s", plan.command());
    return text.toString();
  }

  private void mode(StringBuilder text, Ordering mode) {
    List<Lane> ofMode = lanes.stream().filter(lane -> lane.mode() == mode).toList();
    String infix = "/" + Plan.name(mode) + "/";
    line(
        text,
        "%-8s  %9d  %10d  %12d  %8d  %5d",
        Plan.name(mode),
        ofMode.size(),
        ofMode.stream().mapToInt(lane -> lane.events().size()).sum(),
        deadLetters.keySet().stream().filter(what -> what.contains(infix)).count(),
        visits.stream().filter(visit -> visit.path().contains(infix)).count(),
        repeats.stream().filter(visit -> visit.path().contains(infix)).count());
  }

  private void fault(StringBuilder text, int number) {
    int again = Repeats.count(repeats, from(number), from(number + 1));
    int most = Repeats.mostAtOneEndpoint(repeats, from(number), from(number + 1));
    if (number == 0) {
      line(text, "%-19s  %8s  %9s  %12s  %5d  %20d", "none yet", "", "", "", again, most);
    } else {
      Struck struck = faults.get(number - 1);
      line(
          text,
          "%-19s  %8d  %9d  %12d  %5d  %20d%s",
          struck.fault().words(),
          struck.fault().atEvent(),
          struck.ended() - struck.began(),
          struck.firstNew(),
          again,
          most,
          struck.fault().hurried() ? "  (in a recovery)" : "");
    }
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
