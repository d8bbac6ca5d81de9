package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.schemas.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges a history by what DESIGN promises: what was accepted, what each receiver saw, what was
 * given up. Knows nothing of faults: no fault excuses any of this. Repeats are {@link Repeats}'.
 */
final class Oracle {
  private final Map<String, List<Visit>> visits = new HashMap<>();
  private final Map<String, Integer> deadLetters;
  private final Findings findings = new Findings();

  private Oracle(Map<String, Integer> deadLetters) {
    this.deadLetters = deadLetters;
  }

  /**
   * What one endpoint is to get.
   *
   * @param events in the order of their offsets, since one workspace is in one partition
   */
  record Lane(String path, Ordering mode, List<String> events) {}

  /**
   * What is not as promised, each in words; and what is, but should be known.
   *
   * @param unseenFirsts events that an `ordered` endpoint first saw at a second attempt: the first
   *     was made, and broke before it came through
   */
  record Findings(
      Set<String> lost,
      Set<String> strangers,
      Set<String> twoIds,
      Set<String> wrongEnds,
      List<String> ordered,
      List<String> strict,
      Set<String> unseenFirsts) {
    Findings() {
      this(
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new TreeSet<>());
    }

    /** Every broken promise, with its name. */
    List<String> broken() {
      List<String> all = new ArrayList<>();
      lost.forEach(it -> all.add("lost: " + it));
      strangers.forEach(it -> all.add("matched by nothing: " + it));
      twoIds.forEach(it -> all.add("under two ids: " + it));
      wrongEnds.forEach(it -> all.add("wrong end: " + it));
      ordered.forEach(it -> all.add("ordered: " + it));
      strict.forEach(it -> all.add("strict: " + it));
      return all;
    }
  }

  /**
   * Judges.
   *
   * @param seen in the order in which they began
   * @param deadLetters how many there are, by {@link Visit#what}
   */
  static Findings judge(List<Lane> lanes, List<Visit> seen, Map<String, Integer> deadLetters) {
    Oracle oracle = new Oracle(deadLetters);
    for (Visit visit : seen) {
      oracle.visits.computeIfAbsent(visit.path(), path -> new ArrayList<>()).add(visit);
    }
    lanes.forEach(oracle::judge);
    oracle.strangers(lanes);
    return oracle.findings;
  }

  private void judge(Lane lane) {
    List<Visit> came = visits.getOrDefault(lane.path(), List.of());
    Map<String, Long> done = done(came);
    for (String event : lane.events()) {
      end(lane.path() + " " + event, Manners.isDoomed(event), done.containsKey(event));
    }
    ids(came);
    switch (lane.mode()) {
      case PARALLEL -> {}
      case ORDERED -> ordered(lane, came);
      case STRICT -> strict(lane, came, done);
    }
  }

  /**
   * When each event was done with, as a place in the history: the receiver took it, or refused the
   * last of its attempts.
   */
  private static Map<String, Long> done(List<Visit> came) {
    Map<String, Long> done = new HashMap<>();
    for (Visit visit : came) {
      if (visit.taken() || (Manners.isDoomed(visit.eventId()) && visit.last())) {
        // The last attempt may have broken on its way back: it was made nevertheless.
        long place = visit.ended() == Visit.NEVER ? visit.began() : visit.ended();
        done.merge(visit.eventId(), place, Math::min);
      }
    }
    return done;
  }

  private void end(String what, boolean doomed, boolean done) {
    int letters = deadLetters.getOrDefault(what, 0);
    if (doomed ? letters == 0 : !done && letters == 0) {
      findings.lost.add(what);
    } else if (letters != (doomed ? 1 : 0)) {
      findings.wrongEnds.add(what + ": " + letters + " dead letters");
    }
  }

  private void ids(List<Visit> came) {
    Map<String, String> ids = new HashMap<>();
    for (Visit visit : came) {
      String known = ids.putIfAbsent(visit.eventId(), visit.deliveryId());
      if (known != null && !known.equals(visit.deliveryId())) {
        findings.twoIds.add(visit.what());
      }
    }
  }

  /** First attempts come in order; whatever comes again is a repeat or a retry. */
  private void ordered(Lane lane, List<Visit> came) {
    Map<String, Integer> order = order(lane);
    Set<String> known = new HashSet<>();
    int newest = -1;
    for (Visit visit : came) {
      Integer place = order.get(visit.eventId());
      if (place == null || !known.add(visit.eventId())) {
        continue;
      }
      if (visit.attempt() > 1) {
        findings.unseenFirsts.add(visit.what());
      } else if (place < newest) {
        findings.ordered.add(visit.what() + " came after " + lane.events().get(newest));
      } else {
        newest = place;
      }
    }
  }

  /** No attempt at all, first or again, before all earlier events are done with. */
  private void strict(Lane lane, List<Visit> came, Map<String, Long> done) {
    Map<String, Integer> order = order(lane);
    List<Long> earlierDone = new ArrayList<>();
    List<String> latest = new ArrayList<>();
    long place = 0;
    String who = "";
    for (String event : lane.events()) {
      earlierDone.add(place);
      latest.add(who);
      long own = done.getOrDefault(event, Visit.NEVER);
      if (own > place) {
        place = own;
        who = event;
      }
    }
    for (Visit visit : came) {
      Integer index = order.get(visit.eventId());
      if (index != null && visit.began() < earlierDone.get(index)) {
        findings.strict.add(
            visit.what()
                + " attempt "
                + visit.attempt()
                + " came before "
                + latest.get(index)
                + " was done");
      }
    }
  }

  private static Map<String, Integer> order(Lane lane) {
    Map<String, Integer> order = new HashMap<>();
    lane.events().forEach(event -> order.put(event, order.size()));
    return order;
  }

  private void strangers(List<Lane> lanes) {
    Set<String> matched = new HashSet<>();
    lanes.forEach(lane -> lane.events().forEach(e -> matched.add(lane.path() + " " + e)));
    visits.values().stream()
        .flatMap(List::stream)
        .map(Visit::what)
        .filter(what -> !matched.contains(what))
        .forEach(findings.strangers::add);
  }
}
