package dev.hookstream.dispatcher.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Mails about alerts, and alerts that wait for theirs; also where no mail server is set. */
public final class MailMetrics {
  final Counter sent;
  final Counter failed;
  final Counter refused;
  final Counter givenUp;
  private volatile int waiting;

  /** Registers them. */
  public MailMetrics(MeterRegistry registry) {
    sent = mails(registry, "sent");
    failed = mails(registry, "failed");
    refused = mails(registry, "refused");
    givenUp = mails(registry, "given_up");
    Gauge.builder("hookstream.alerts.waiting", () -> waiting).register(registry);
  }

  private static Counter mails(MeterRegistry registry, String result) {
    return registry.counter("hookstream.alerts.mails", "result", result);
  }

  /** So many are read and not in all their mails yet. */
  void waiting(int alerts) {
    waiting = alerts;
  }
}
