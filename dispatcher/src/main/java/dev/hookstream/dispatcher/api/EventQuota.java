package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.Settings;
import java.time.InstantSource;

/**
 * How much a workspace may publish here: events a second (a second's worth at once), and no more
 * while too much waits for its webhooks. Each instance counts what comes to it. For any thread.
 */
final class EventQuota {
  private final ApiSettings.Quotas quotas;
  private final Settings settings;
  private final Buckets buckets;

  EventQuota(ApiSettings.Quotas quotas, Settings settings, InstantSource clock) {
    this.quotas = quotas;
    this.settings = settings;
    this.buckets = new Buckets(quotas.eventsPerSecond(), quotas.eventsPerSecond(), clock);
  }

  /**
   * Takes one event into account.
   *
   * @throws ProblemException 429 with the limit's name
   */
  void take(String workspace) {
    int perSecond = quotas.eventsPerSecond();
    if (perSecond > 0 && !buckets.take(workspace)) {
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
}
