package dev.hookstream.dispatcher.backup;

import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An installation's settings at one time, and how far it had read. Deliveries are no part of it.
 *
 * @param origin where and when it was taken
 * @param keys by their hashes
 * @param workspaces what is known of each beside its endpoints
 * @param endpoints secrets sealed
 * @param places how far {@code events} had been read
 */
public record Backup(
    Origin origin,
    Map<String, ApiKey> keys,
    Map<String, Workspace> workspaces,
    List<Endpoint> endpoints,
    List<Place> places) {
  /** Clocks differ, and what is asked for by time is given by whole batches. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** Copies what could be changed. */
  public Backup {
    keys = Map.copyOf(keys);
    workspaces = Map.copyOf(workspaces);
    endpoints = List.copyOf(endpoints);
    places = List.copyOf(places);
  }

  /**
   * Where and when it was taken.
   *
   * @param version of the program
   * @param prefix of the topics
   * @param keyIds of the keys that something in it is sealed with
   */
  public record Origin(
      String version, Instant at, String clusterId, String prefix, Set<String> keyIds) {
    /** Copies the set. */
    public Origin {
      keyIds = Set.copyOf(keyIds);
    }
  }

  /**
   * How far the dispatch topology had read one partition of {@code events}.
   *
   * @param offset the first that was not read
   * @param waiting how many were not
   * @param resumeAt the time of the first that was not read; where all were, of the backup
   */
  public record Place(
      String group, String topic, int partition, long offset, long waiting, Instant resumeAt) {}

  /** What was on {@code events} and had not been read. */
  public long waiting() {
    return places.stream().mapToLong(Place::waiting).sum();
  }

  /** From when on what was deleted elsewhere may have been deleted after the backup was taken. */
  Instant deletionsSince() {
    return origin.at().minus(MARGIN);
  }

  /**
   * From which time on the events of a mirrored topic have to be read, where offsets are others: a
   * little too early, never too late. Empty where nothing had ever been read.
   */
  public Optional<Instant> resumeAt() {
    return places.stream()
        .map(Place::resumeAt)
        .min(Comparator.naturalOrder())
        .map(first -> first.minus(MARGIN));
  }
}
