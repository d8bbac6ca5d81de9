package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Receiver.Arrival;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run has shown. Times in milliseconds.
 *
 * @param missing deliveries of accepted events that no endpoint has taken, as path and event
 * @param strangers deliveries that nobody was to get
 * @param duplicates requests beyond the first with the same delivery and attempt
 * @param otherIds deliveries that came under more than one id
 */
record KillReport(
    KillPlan plan,
    int accepted,
    int expected,
    int arrived,
    int requests,
    Set<String> missing,
    Set<String> strangers,
    int duplicates,
    Set<String> otherIds,
    List<Done> kills,
    long lastsMillis) {

  /**
   * A kill that was made.
   *
   * @param killed when it was gone
   * @param back when it was started again: the broker then takes requests, the dispatcher begins
   *     its start
   * @param firstArrival from {@code back} to the first request, -1 where the next kill came before
   * @param firstNew from {@code back} to the first request for an event accepted after the kill
   * @param duplicates requests made again before the next kill
   */
  record Done(
      KillPlan.Moment moment,
      long killed,
      long back,
      long firstArrival,
      long firstNew,
      int duplicates) {}

  static KillReport of(
      KillPlan plan,
      Collection<String> expected,
      int accepted,
      List<Arrival> arrivals,
      List<Done> kills,
      long lastsMillis) {
    Set<String> taken = new HashSet<>();
    Set<String> came = new HashSet<>();
    Set<String> requests = new HashSet<>();
    Map<String, String> ids = new HashMap<>();
    Set<String> otherIds = new TreeSet<>();
    int[] again = new int[kills.size() + 1];
    for (Arrival arrival : arrivals) {
      came.add(arrival.what());
      if (arrival.status() == 200) {
        taken.add(arrival.what());
      }
      if (!requests.add(arrival.deliveryId() + " " + arrival.attempt())) {
        again[killsBefore(kills, arrival.at())]++;
      }
      String known = ids.putIfAbsent(arrival.what(), arrival.deliveryId());
      if (known != null && !known.equals(arrival.deliveryId())) {
        otherIds.add(arrival.what());
      }
    }
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(taken);
    Set<String> strangers = new TreeSet<>(came);
    strangers.removeAll(new HashSet<>(expected));
    List<Done> counted = new ArrayList<>();
    for (int i = 0; i < kills.size(); i++) {
      Done kill = kills.get(i);
      counted.add(
          new Done(
              kill.moment(),
              kill.killed(),
              kill.back(),
              kill.firstArrival(),
              kill.firstNew(),
              again[i + 1]));
    }
    return new KillReport(
        plan,
        accepted,
        new HashSet<>(expected).size(),
        taken.size(),
        arrivals.size(),
        missing,
        strangers,
        arrivals.size() - requests.size(),
        otherIds,
        counted,
        lastsMillis);
  }

  private static int killsBefore(List<Done> kills, long at) {
    int before = 0;
    while (before < kills.size() && kills.get(before).killed() <= at) {
      before++;
    }
    return before;
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder(1_000);
    text.append(
        String.format(
            Locale.ROOT,
            "%nseed %d, %d events, %d kills of each, %.0f s%n"
                + "accepted %d, expected deliveries %d, arrived %d, missing %d, strangers %d%n"
                + "requests %d, of which again %d, deliveries under two ids %d%n"
                + "kill  victim      at event  gone ms  first ms  first new ms  again%n",
            plan.seed(),
            plan.events(),
            plan.killsEach(),
            lastsMillis / 1_000.0,
            accepted,
            expected,
            arrived,
            missing.size(),
            strangers.size(),
            requests,
            duplicates,
            otherIds.size()));
    for (Done kill : kills) {
      text.append(
          String.format(
              Locale.ROOT,
              "%4d  %-10s  %8d  %7d  %8d  %12d  %5d%n",
              kill.moment().number(),
              kill.moment().victim(),
              kill.moment().atEvent(),
              kill.back() - kill.killed(),
              kill.firstArrival(),
              kill.firstNew(),
              kill.duplicates()));
    }
    return text.toString();
  }
}
