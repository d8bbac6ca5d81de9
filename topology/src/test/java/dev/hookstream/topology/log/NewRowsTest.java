package dev.hookstream.topology.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NewRowsTest {
  private static final long APART = NewRows.APART.toMillis();

  private final AtomicLong clock = new AtomicLong(LogRecords.AT);
  private final NewRows rows = new NewRows(clock::get);

  @Test
  void whatWasAcceptedBeforeMayBeThere() {
    assertThat(rows.has(id(0, LogRecords.AT - 1))).isFalse();
    assertThat(rows.has(id(0, LogRecords.AT + APART - 1))).isFalse();
    assertThat(rows.has(id(0, LogRecords.AT + APART))).isTrue();
  }

  @Test
  void whatWasReadIsThere() {
    String one = id(1, LogRecords.AT + APART);
    String other = id(2, LogRecords.AT + APART);
    rows.remove(one);
    assertThat(rows.has(one)).isFalse();
    assertThat(rows.has(other)).isTrue();
  }

  @Test
  void itForgetsNothingWhenThereIsTooMuchToKnow() {
    String one = id(1, LogRecords.AT + APART);
    rows.remove(one);
    clock.addAndGet(60_000);
    for (int i = 2; i < 100_000; i++) {
      rows.remove(id(i, LogRecords.AT + APART));
      assertThat(rows.has(one)).isFalse();
    }
    assertThat(rows.has(id(-1, clock.get() + APART - 1))).isFalse();
    long mostly = 0;
    for (int i = 0; i < 1_000; i++) {
      mostly += rows.has(id(-2 - i, clock.get() + APART)) ? 1 : 0;
    }
    assertThat(mostly).isGreaterThan(800);
  }

  @Test
  void howeverMuchOfBeforeIsReadTheNewOnesStayNew() {
    String recent = id(0, LogRecords.AT + APART);
    for (int i = 1; i < 100_000; i++) {
      rows.remove(id(i, LogRecords.AT + APART - 1));
    }
    assertThat(rows.has(recent)).isTrue();
  }

  private static String id(int event, long acceptedAt) {
    return LogRecords.ref("acme", "wh_1", "evt_" + event, acceptedAt).getDeliveryId();
  }
}
