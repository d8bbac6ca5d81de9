package dev.hookstream.topology.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.serde.AvroCodec;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Logs attempts. A delivery that succeeds at once, as nearly all do, costs the put of its row, its
 * part of one entry by event for all that the event goes to, and no look as long as it is certain
 * that there is nothing yet. Each failure has a second row that says where its record lies; so has
 * a success that another one displaces from the row.
 */
final class LogAttempts extends LogIntake<Attempt> {
  private final LogStores stores;
  private final LogTallies tallies;
  private final NewRows newRows;

  LogAttempts(LogStores stores, LogTallies tallies, NewRows newRows, LogErasures erasures) {
    // What was sent and what came back are read from the topic when they are asked for.
    super(
        AvroCodec.of(Attempt.class)
            .without("request_headers", "response_headers", "response_body", "body"),
        erasures);
    this.stores = stores;
    this.tallies = tallies;
    this.newRows = newRows;
  }

  @Override
  DeliveryRef ref(Attempt attempt) {
    return attempt.getRef();
  }

  @Override
  void store(Attempt attempt, RecordMetadata place, long at) {
    if (attempt.getResult() == AttemptResult.NOT_ATTEMPTED) {
      return; // costs no attempt: the lane sends it again
    }
    DeliveryRef ref = attempt.getRef();
    AttemptPointer pointer =
        new AttemptPointer(
            attempt.getRound(), attempt.getAttempt(), place.partition(), place.offset());
    LogRow row = before(attempt);
    AttemptPointer last = row == null ? null : row.getLastAttempt();
    boolean known = same(last, pointer) || (last != null && stores.hasAttempt(ref, pointer));
    LogRow merged = LogMerge.attempt(row, attempt, pointer, known);
    // The row first: after a crash between the two, the row alone still knows what it has counted.
    if (row == null) {
      stores.putFirst(merged, place.offset());
    } else {
      stores.put(row, merged);
    }
    tallies.attempt(attempt, place.offset(), at);
    if (attempt.getResult() == AttemptResult.FAILED) {
      keep(ref, pointer);
    } else if (last != null && !same(last, pointer)) {
      // Two attempts that both may have succeeded: only one of them can be the row's.
      keep(ref, last);
      keep(ref, pointer);
    }
  }

  /** What the log has of it. */
  private @Nullable LogRow before(Attempt attempt) {
    DeliveryRef ref = attempt.getRef();
    if (attempt.getRound() == 0
        && attempt.getAttempt() == 1
        && attempt.getResult() == AttemptResult.DELIVERED
        && newRows.has(ref.getDeliveryId())) {
      return null;
    }
    newRows.remove(ref.getDeliveryId());
    return stores.row(ref);
  }

  private void keep(DeliveryRef ref, AttemptPointer pointer) {
    if (!stores.hasAttempt(ref, pointer)) {
      stores.put(ref, pointer);
    }
  }

  private static boolean same(@Nullable AttemptPointer last, AttemptPointer pointer) {
    return last != null
        && last.getRound() == pointer.getRound()
        && last.getAttempt() == pointer.getAttempt();
  }
}
