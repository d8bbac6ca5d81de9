package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Manners.Answer;
import java.util.ArrayList;
import java.util.List;

/** Makes up what one endpoint has seen, one request after the other unless said otherwise. */
final class Histories {
  static final String PATH = "/ws/x/0";

  private final List<Visit> visits = new ArrayList<>();
  private String idPrefix = "dlv_";
  private long places;

  Histories taken(String event, int attempt) {
    return begin(event, attempt).end(event, attempt);
  }

  Histories refused(String event, int attempt) {
    return add(event, attempt, Answer.ERROR).end(event, attempt);
  }

  Histories hung(String event, int attempt) {
    return add(event, attempt, Answer.HANG);
  }

  Histories closed(String event, int attempt) {
    return add(event, attempt, Answer.CLOSE_UNHEARD);
  }

  /** One that will be taken. */
  Histories begin(String event, int attempt) {
    return add(event, attempt, Answer.GOOD);
  }

  /** The latest one of this attempt is answered. */
  Histories end(String event, int attempt) {
    for (int i = visits.size() - 1; i >= 0; i--) {
      Visit visit = visits.get(i);
      if (visit.eventId().equals(event) && visit.attempt() == attempt) {
        visits.set(i, visit.endedAt(++places));
        return this;
      }
    }
    throw new IllegalArgumentException(event + " has not begun");
  }

  /** From here on deliveries have other ids. */
  Histories under(String prefix) {
    idPrefix = prefix;
    return this;
  }

  private Histories add(String event, int attempt, Answer answer) {
    places++;
    visits.add(
        new Visit(places, PATH, event, idPrefix + event, attempt, answer, places, Visit.NEVER));
    return this;
  }

  List<Visit> visits() {
    return visits;
  }
}
