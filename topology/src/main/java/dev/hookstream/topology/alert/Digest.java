package dev.hookstream.topology.alert;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One mail to be: alerts of one workspace for one address, however many, as one line for each
 * endpoint and kind; of rejected events, one for each type and reason. Not thread-safe.
 *
 * @param <S> what the caller knows an alert by
 */
public final class Digest<S> {
  /** Types are named by whoever publishes: beyond so many lines the rest are one. */
  private static final int MOST_REJECTED = 100;

  private final String workspaceId;
  private final String email;
  private final Map<Place, Line> lines = new LinkedHashMap<>();
  private static final Place VARIOUS = rejected(List.of());

  private final List<Source<S>> sources = new ArrayList<>();
  private final long wantedAt;
  private long dueAt = Long.MAX_VALUE;
  private boolean postponed;
  private int refusals;

  private record Place(@Nullable String endpointId, AlertKind kind, List<String> what) {}

  private record Source<S>(String alertId, Place place, S of) {}

  /**
   * What happened to an endpoint, or to a workspace's events.
   *
   * @param times how often, of rejected events in how many minutes: an alert tells of a minute
   * @param first the first of them
   * @param last the last of them; the same where it happened once
   * @param various whether these are rejected events of several types or for several reasons
   */
  public record Line(int times, Alert first, Alert last, boolean various) {}

  Digest(String workspaceId, String email, long wantedAt) {
    this.workspaceId = workspaceId;
    this.email = email;
    this.wantedAt = wantedAt;
  }

  /** Takes an alert; answers whether it is one of the {@link #sources}. */
  boolean add(Alert alert, S source, long due) {
    Place place = place(alert);
    Line before = lines.remove(place);
    // At the end: the lines are in the order of what happened last.
    lines.put(
        place,
        before == null
            ? new Line(1, alert, alert, place.equals(VARIOUS))
            : new Line(before.times() + 1, before.first(), alert, before.various()));
    if (before != null && !alert.getNews()) {
      return false;
    }
    sources.add(new Source<>(alert.getAlertId(), place, source));
    dueAt = postponed ? dueAt : Math.min(dueAt, due);
    return true;
  }

  private Place place(Alert alert) {
    if (alert.getKind() != AlertKind.EVENT_REJECTED) {
      return new Place(alert.getEndpointId(), alert.getKind(), List.of());
    }
    Map<String, String> detail = alert.getDetail();
    String type = detail.getOrDefault("event_type", "");
    Place place = rejected(List.of(type, detail.getOrDefault("reason", "")));
    return lines.containsKey(place) || lines.size() < MOST_REJECTED ? place : VARIOUS;
  }

  private static Place rejected(List<String> what) {
    return new Place(null, AlertKind.EVENT_REJECTED, what);
  }

  /** Empty for the operator's. */
  public String workspaceId() {
    return workspaceId;
  }

  /** Who gets it. */
  public String email() {
    return email;
  }

  /** The id of its first alert: made again after a crash it is the same. */
  public String firstId() {
    return sources.get(0).alertId();
  }

  /** When it is to be sent; milliseconds since 1970. */
  public long dueAt() {
    return dueAt;
  }

  /** It cannot be sent now. What comes meanwhile goes into it, and makes it no earlier. */
  public void postpone(long until) {
    dueAt = until;
    postponed = true;
  }

  /** It was refused, and is to be tried again; as {@link #postpone}. */
  public void refused(long until) {
    postpone(until);
    refusals++;
  }

  /** How often it was refused. */
  public int refusals() {
    return refusals;
  }

  /** When its reader wanted it, whatever came between; milliseconds since 1970. */
  public long wantedAt() {
    return wantedAt;
  }

  /** What it says, in the order in which the last of each happened. */
  public List<Line> lines() {
    return List.copyOf(lines.values());
  }

  /** The alerts it is made of, without those that only add to a line's count. */
  public List<S> sources() {
    return sources.stream().map(Source::of).toList();
  }

  /** Somebody else tells of these; answers whether nothing is left to tell of. */
  boolean forget(Predicate<S> theirs) {
    if (sources.removeIf(source -> theirs.test(source.of()))) {
      Set<Place> left = sources.stream().map(Source::place).collect(Collectors.toSet());
      lines.keySet().retainAll(left);
    }
    return sources.isEmpty();
  }
}
