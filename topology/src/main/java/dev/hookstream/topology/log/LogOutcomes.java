package dev.hookstream.topology.log;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.serde.AvroCodec;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Logs what the dispatch topology decided. */
final class LogOutcomes extends LogIntake<Outcome> {
  private final LogStores stores;
  private final LogTallies tallies;
  private final NewRows newRows;

  LogOutcomes(LogStores stores, LogTallies tallies, NewRows newRows, LogErasures erasures) {
    super(AvroCodec.of(Outcome.class), erasures);
    this.stores = stores;
    this.tallies = tallies;
    this.newRows = newRows;
  }

  @Override
  DeliveryRef ref(Outcome outcome) {
    return outcome.getRef();
  }

  @Override
  void store(Outcome outcome, RecordMetadata place, long at) {
    newRows.remove(outcome.getRef().getDeliveryId());
    LogRow before = stores.row(outcome.getRef());
    stores.put(before, LogMerge.outcome(before, outcome));
    tallies.outcome(outcome, place.offset(), at);
  }
}
