package dev.hookstream.dispatcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Timings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final DeliveryRef REF =
      DeliveryRef.newBuilder()
          .setDeliveryId("dlv_1")
          .setEventId("evt_1")
          .setEventType("order.paid")
          .setWorkspaceId("acme")
          .setEndpointId("wh_1")
          .setContract("standard")
          .setEventPartition(0)
          .setEventOffset(1)
          .setAcceptedAt(1_000)
          .build();

  private final List<Board.News> news = new ArrayList<>();
  private final Board board = new Board(news::add);

  private static Attempt attempt(int number, AttemptResult result, @Nullable Integer status) {
    return Attempt.newBuilder()
        .setRef(REF)
        .setAttempt(number)
        .setFirstAttemptAt(1_010)
        .setResult(result)
        .setAt(1_010)
        .setTimings(Timings.newBuilder().setTotal(7_400).build())
        .setUrl("http://127.0.0.1/")
        .setRequestHeaders(List.of())
        .setStatus(status)
        .setError(status == null ? ErrorKind.TIMEOUT : ErrorKind.STATUS)
        .build();
  }

  private static Outcome retry(int attempt) {
    return Outcome.newBuilder()
        .setRef(REF)
        .setKind(OutcomeKind.RETRY_SCHEDULED)
        .setAt(1_020)
        .setAttempt(attempt)
        .setDueAt(3_020L)
        .build();
  }

  @Test
  void aRetryWaitsUntilItsAttemptAndNotUntilTheOneBefore() {
    board.decided(retry(1));
    board.attempted(attempt(1, AttemptResult.FAILED, 503));
    assertThat(board.frame(0).waiting()).extracting(Frame.Waiting::attempt).containsExactly(2);
    board.attempted(attempt(2, AttemptResult.DELIVERED, 200));
    assertThat(board.frame(0).waiting()).isEmpty();
    assertThat(board.frame(0).delivered()).isEqualTo(1);
    assertThat(board.frame(0).failed()).isEqualTo(1);
  }

  @Test
  void aDeadLetterWaitsForNothing() {
    board.decided(retry(1));
    board.gaveUp(
        DeadLetter.newBuilder()
            .setRef(REF)
            .setAt(9_000)
            .setAttempts(4)
            .setFirstAttemptAt(1_010)
            .setReason("attempts_used_up")
            .setFailures(List.of())
            .build());
    Frame frame = board.frame(0);
    assertThat(frame.waiting()).isEmpty();
    assertThat(frame.deadLettered()).isEqualTo(1);
    assertThat(frame.dead().get(0).reason()).isEqualTo("attempts used up");
  }

  @Test
  void anAttemptShowsWhatItsReceiverSaidOfTheSignature() {
    board.named("wh_1", "acme-orders");
    board.received("dlv_1", 1, false);
    board.attempted(attempt(1, AttemptResult.FAILED, null));
    Frame.Row row = board.frame(0).rows().get(0);
    assertThat(row.verified()).isFalse();
    assertThat(row.endpoint()).isEqualTo("acme-orders");
    assertThat(row.result()).isEqualTo("timeout");
    assertThat(row.millis()).isEqualTo(7);
    assertThat(board.frame(0).forged()).isEqualTo(1);
    assertThat(board.frame(0).p50()).isEqualTo(10);
  }

  @Test
  void whatTheSenderGaveBackIsNoAttempt() {
    board.attempted(attempt(1, AttemptResult.NOT_ATTEMPTED, null));
    assertThat(board.frame(0).rows()).isEmpty();
    assertThat(news).isEmpty();
  }

  @Test
  void withoutMeasurementsThereIsNoPercentileAndOldOnesAreForgotten() {
    Latencies latencies = new Latencies();
    assertThat(latencies.percentile(99)).isEqualTo(-1);
    for (int i = 1; i <= 1000; i++) {
      latencies.add(i);
    }
    assertThat(latencies.percentile(50)).isEqualTo(850);
    assertThat(latencies.percentile(99)).isEqualTo(997);
  }
}
