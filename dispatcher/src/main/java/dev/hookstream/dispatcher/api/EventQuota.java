package dev.hookstream.dispatcher.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hookstream.dispatcher.api.port.Settings;
import java.time.InstantSource;

/**
 * How much a workspace may publish here: events a second (a second's worth at once), and no more
 * while too much waits for its webhooks. Each instance counts what comes to it. For any thread.
 */
final class EventQuota {
  // Bounded: whom it forgets begins with a full second again.
  private static final int WORKSPACES = 50_000;

  private final ApiSettings.Quotas quotas;
  private final Settings settings;
  private final InstantSource clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(WORKSPACES).executor(Runnable::run).build();

  EventQuota(ApiSettings.Quotas quotas, Settings settings, InstantSource clock) {
    this.quotas = quotas;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Takes one event into account.
   *
   * @throws ProblemException 429 with the limit's name
   */
  void take(String workspace) {
    int perSecond = quotas.eventsPerSecond();
    if (perSecond > 0
        && !buckets.get(workspace, id -> new Bucket(perSecond)).take(clock.millis())) {
      throw Problem.overQuota(
              429, "quota.events_per_second", "at most " + perSecond + " events a second")
          .asException();
    }
    if (quotas.backlog() > 0 && settings.backlog(workspace) >= quotas.backlog()) {
      throw Problem.overQuota(
              429,
              "quota.backlog",
              "no more events while " + quotas.backlog() + " deliveries wait for its webhooks")
          .asException();
    }
  }

  private static final class Bucket {
    private final int perSecond;
    private double tokens;
    private long at;

    Bucket(int perSecond) {
      this.perSecond = perSecond;
      this.tokens = perSecond;
    }

    synchronized boolean take(long now) {
      if (at != 0) {
        tokens = Math.min(perSecond, tokens + Math.max(0, now - at) * perSecond / 1000.0);
      }
      at = Math.max(at, now);
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
