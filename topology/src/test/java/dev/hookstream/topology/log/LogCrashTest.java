package dev.hookstream.topology.log;

import static dev.hookstream.topology.log.LogRecords.AT;
import static dev.hookstream.topology.log.LogRecords.attempt;
import static dev.hookstream.topology.log.LogRecords.outcome;
import static dev.hookstream.topology.log.LogRecords.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.topology.match.DeliveryId;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read before a crash is read again; of what was written, any part may have been kept. */
class LogCrashTest {
  private final LogInMemory log = new LogInMemory();
  private final MockProcessorContext<Void, Void> context = log.context;
  private final WindowStore<Bytes, byte[]> rows = log.rows;
  private final DeliveryRef ref = ref("acme", "wh_1", "evt_1", AT);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsReadAgainIsCountedOnceHoweverMuchWasKept(long seed) {
    Random random = new Random(seed);
    LogTallies tallies = new LogTallies(context);
    int committed = 0;
    int next = 0;
    while (next < 1_000) {
      count(tallies, next++);
      if (random.nextInt(20) == 0) {
        tallies.flush(); // by the clock
      }
      if (random.nextInt(40) == 0) {
        tallies.flush();
        committed = next;
      }
      if (random.nextInt(50) == 0) {
        tallies = new LogTallies(context);
        next = committed;
      }
    }
    tallies.flush();
    LogFigures figures =
        new TallyReader(rows, log.fives)
            .figures("acme", "wh_1", AT, AT + 1, LogTopology.HOUR)
            .get(0);
    assertThat(figures.delivered()).isEqualTo(500);
    assertThat(figures.failed()).isEqualTo(500);
    assertThat(figures.deadLettered()).isEqualTo(500);
    assertThat(new TallyReader(rows, log.fives).successRate("acme", "wh_1", AT)).hasValue(0.5);
  }

  private void count(LogTallies tallies, int offset) {
    boolean delivered = offset % 2 == 0;
    Attempt made = attempt(ref, 0, 1, delivered ? AttemptResult.DELIVERED : AttemptResult.FAILED);
    tallies.attempt(made, offset, AT);
    if (!delivered) {
      Outcome outcome = outcome(ref, OutcomeKind.DEAD_LETTERED, AT, null);
      tallies.outcome(outcome, offset, AT);
    }
  }

  @Test
  void anIndexThatWasLostBesideItsRowComesAgain() {
    LogStores stores = new LogStores(context);
    LogRow row = LogMerge.outcome(null, outcome(ref, OutcomeKind.HELD, AT, null));
    stores.put(null, row);
    String id = ref.getDeliveryId();
    long at = DeliveryId.timeMillis(id);
    rows.put(LogKeys.status("acme", LogStatus.HELD, id), null, at);
    rows.put(LogKeys.event("acme", "evt_1", id), null, at);
    assertThat(listed(LogStatus.HELD)).isEmpty();
    stores.put(row, row);
    assertThat(listed(LogStatus.HELD)).hasSize(1);
    assertThat(log.reader.ofEvent("acme", "evt_1", 0, null, 250).rows()).hasSize(1);
  }

  @Test
  void anEntryThatIsStaleIsNotBelieved() {
    LogStores stores = new LogStores(context);
    LogRow failed = LogMerge.outcome(null, outcome(ref, OutcomeKind.DEAD_LETTERED, AT, null));
    stores.put(null, failed);
    // Its row was kept, the end of its old entry was not.
    LogRow discarded = LogMerge.outcome(failed, outcome(ref, OutcomeKind.DISCARDED, AT + 1, null));
    stores.put(null, discarded);
    assertThat(listed(LogStatus.FAILED)).isEmpty();
    assertThat(listed(LogStatus.DISCARDED)).hasSize(1);
  }

  private List<LogRow> listed(LogStatus status) {
    DeliveryQuery query = new DeliveryQuery(null, status, null, null, null);
    return log.reader.page("acme", "wh_1", query, null, 10).rows();
  }
}
