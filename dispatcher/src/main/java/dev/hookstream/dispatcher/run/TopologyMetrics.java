package dev.hookstream.dispatcher.run;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.topology.flow.DispatchObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what the topology tells: docs/operate/metrics.md. Every meter is made at the start, those
 * of installed contracts and of known reasons, so that what is told costs a look-up and an
 * increment; what is not known then is counted as {@code other}.
 */
final class TopologyMetrics implements DispatchObserver {
  private static final String OTHER = "other";

  private static final String[] REJECTED = {
    "unreadable",
    "too_large",
    "unknown_schema",
    "not_an_event",
    "missing_id",
    "missing_type",
    "missing_workspace",
    "missing_occurred_at",
    "missing_data",
    "bad_field",
    "data_not_json",
    "data_breaks_schema",
    "unknown_type",
    "unknown_product",
    "reserved_type",
    "misplaced",
    OTHER
  };

  private static final String[] DEAD = {
    "attempts_used_up",
    "too_old",
    "unreadable",
    "aborted_by_receiver",
    "waited_too_long",
    "backlog_full",
    OTHER
  };

  private final MeterRegistry registry;
  private final Counter misplaced;
  private final Counter duplicates;
  private final Counter parked;
  private final AtomicInteger parkedKeys = new AtomicInteger();
  private final Map<DeliveryClass, Counter> events = new EnumMap<>(DeliveryClass.class);
  private final Map<DeliveryClass, Counter> matches = new EnumMap<>(DeliveryClass.class);
  private final Map<AlertKind, Counter> alerts = new EnumMap<>(AlertKind.class);
  private final Map<String, Counter> rejected;
  private final Map<String, Counter> dead;
  private final Map<String, Results> results = new HashMap<>();
  private final Results others;

  /** What came of the deliveries of one contract. */
  private record Results(
      Counter delivered, Counter retry, Counter returned, Counter deadLetter, Counter discarded) {}

  /** Registers them all. */
  TopologyMetrics(MeterRegistry registry, Collection<String> contracts) {
    this.registry = registry;
    misplaced = registry.counter("hookstream.events.misplaced");
    duplicates = registry.counter("hookstream.events.duplicates");
    parked = registry.counter("hookstream.events.parked");
    Gauge.builder("hookstream.events.parked.keys", parkedKeys, AtomicInteger::get)
        .register(registry);
    // A retry is no event that is matched.
    for (DeliveryClass one : new DeliveryClass[] {DeliveryClass.LIVE, DeliveryClass.REPLAY}) {
      events.put(one, registry.counter("hookstream.events.accepted", "class", word(one)));
      matches.put(one, registry.counter("hookstream.events.matches", "class", word(one)));
    }
    for (AlertKind kind : AlertKind.values()) {
      alerts.put(kind, registry.counter("hookstream.alerts.raised", "kind", word(kind)));
    }
    rejected = byReason("hookstream.events.rejected", REJECTED);
    dead = byReason("hookstream.dead.letters", DEAD);
    contracts.forEach(contract -> results.put(contract, results(contract)));
    others = results(OTHER);
  }

  private Map<String, Counter> byReason(String name, String[] reasons) {
    Map<String, Counter> counters = new HashMap<>();
    for (String reason : reasons) {
      counters.put(reason, registry.counter(name, "reason", reason));
    }
    return counters;
  }

  private Results results(String contract) {
    return new Results(
        result(contract, "delivered"),
        result(contract, "retry"),
        result(contract, "returned"),
        result(contract, "dead_letter"),
        result(contract, "discarded"));
  }

  private Counter result(String contract, String outcome) {
    return registry.counter("hookstream.deliveries", "contract", contract, "outcome", outcome);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void rejected(String reason) {
    count(rejected, reason);
  }

  private static void count(Map<String, Counter> counters, String reason) {
    Counter known = counters.getOrDefault(reason, counters.get(OTHER));
    if (known != null) {
      known.increment();
    }
  }

  @Override
  public void misplaced() {
    misplaced.increment();
  }

  @Override
  public void duplicateDropped() {
    duplicates.increment();
  }

  @Override
  public void parked() {
    parked.increment();
  }

  @Override
  public void parkedKeys(int more) {
    parkedKeys.addAndGet(more);
  }

  @Override
  public void matched(DeliveryClass deliveryClass, int endpoints) {
    Counter taken = events.get(deliveryClass);
    Counter made = matches.get(deliveryClass);
    if (taken != null && made != null) {
      taken.increment();
      made.increment(endpoints);
    }
  }

  @Override
  public void delivered(String contract) {
    of(contract).delivered().increment();
  }

  @Override
  public void returned(String contract) {
    of(contract).returned().increment();
  }

  @Override
  public void decided(Outcome outcome) {
    Results its = of(outcome.getRef().getContract());
    switch (outcome.getKind()) {
      case RETRY_SCHEDULED -> its.retry().increment();
      case DEAD_LETTERED, EXPIRED -> {
        its.deadLetter().increment();
        count(dead, String.valueOf(outcome.getReason()));
      }
      case DISCARDED -> its.discarded().increment();
      case HELD -> {
        // Waits in its lane: the backlog counts it.
      }
    }
  }

  private Results of(String contract) {
    return results.getOrDefault(contract, others);
  }

  @Override
  public void alerted(AlertKind kind) {
    Counter raised = alerts.get(kind);
    if (raised != null) {
      raised.increment();
    }
  }
}
