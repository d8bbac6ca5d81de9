package dev.hookstream.topology.log;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Outcome;

/** Logs what the dispatch topology decided. */
final class LogOutcomes extends LogIntake<Outcome> {
  LogOutcomes() {
    super(Outcome.class);
  }

  @Override
  DeliveryRef ref(Outcome outcome) {
    return outcome.getRef();
  }

  @Override
  void store(LogStores stores, Outcome outcome) {
    stores.put(LogMerge.outcome(stores.row(outcome.getRef()), outcome));
  }
}
