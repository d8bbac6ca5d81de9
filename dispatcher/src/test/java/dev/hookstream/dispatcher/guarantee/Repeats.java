package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Manners.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which requests came again: the same attempt, or any after the receiver has taken the event. */
final class Repeats {
  private Repeats() {}

  static List<Visit> of(List<Visit> seen) {
    Map<String, Visit> known = new HashMap<>();
    Map<String, Long> taken = new HashMap<>();
    List<Visit> repeats = new ArrayList<>();
    for (Visit visit : seen) {
      if (visit.taken()) {
        taken.merge(visit.deliveryId(), visit.ended(), Math::min);
      }
    }
    Set<String> redialled = new HashSet<>();
    for (Visit visit : seen) {
      String attempt = visit.deliveryId() + " " + visit.attempt();
      Visit before = known.put(attempt, visit);
      if (before != null && before.answer() == Answer.CLOSE_UNHEARD && redialled.add(attempt)) {
        continue; // one redial belongs to the same attempt, where nobody knows whether it was heard
      }
      if (before != null || taken.getOrDefault(visit.deliveryId(), Visit.NEVER) < visit.began()) {
        repeats.add(visit);
      }
    }
    return repeats;
  }

  /** The most deliveries that came again to one endpoint in a span of time. */
  static int mostAtOneEndpoint(List<Visit> repeats, long from, long until) {
    Map<String, Set<String>> deliveries = new HashMap<>();
    for (Visit visit : repeats) {
      if (visit.at() >= from && visit.at() < until) {
        deliveries.computeIfAbsent(visit.path(), path -> new HashSet<>()).add(visit.deliveryId());
      }
    }
    return deliveries.values().stream().mapToInt(Set::size).max().orElse(0);
  }

  /** How many requests came again in a span of time. */
  static int count(List<Visit> repeats, long from, long until) {
    return (int) repeats.stream().filter(v -> v.at() >= from && v.at() < until).count();
  }
}
