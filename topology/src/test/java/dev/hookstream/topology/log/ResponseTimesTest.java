package dev.hookstream.topology.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTimesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, ResponseTimes.MOST_SINGLE, ResponseTimes.MOST_SINGLE + 1, 10_000})
  void fewAndManyAreKeptAndRead(int many) {
    ResponseTimes kept = new ResponseTimes();
    kept.add(thousands(1, many).bytes());
    assertThat(kept.percentileMicros(100)).isCloseTo(many * 1_000L, near(many * 1_000L));
    long middle = (many + 1) / 2 * 1_000L;
    assertThat(kept.percentileMicros(50)).isCloseTo(middle, near(middle));
    assertThat(kept.bytes()).isEqualTo(thousands(1, many).bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, ResponseTimes.MOST_SINGLE, 200})
  void sumsAreTheSameInWhicheverFormTheirPartsAre(int first) {
    int all = first + 100;
    ResponseTimes sum = thousands(1, first);
    sum.add(thousands(first + 1, all).bytes());
    assertThat(sum.percentileMicros(99)).isEqualTo(thousands(1, all).percentileMicros(99));
    ResponseTimes other = thousands(first + 1, all);
    other.add(thousands(1, first).bytes());
    assertThat(other.percentileMicros(99)).isEqualTo(thousands(1, all).percentileMicros(99));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 65, 1_000})
  void whatIsAskedInBetweenChangesNothing(int step) {
    ResponseTimes asked = new ResponseTimes();
    for (int i = 1; i <= 1_000; i++) {
      asked.record(i * 1_000L);
      if (i % step == 0) {
        assertThat(asked.percentileMicros(100)).isCloseTo(i * 1_000L, near(i * 1_000L));
        assertThat(asked.bytes()).isEqualTo(thousands(1, i).bytes());
      }
    }
    assertThat(asked.bytes()).isEqualTo(thousands(1, 1_000).bytes());
  }

  @Test
  void nothingIsNoBytesAndNoPercentile() {
    ResponseTimes none = new ResponseTimes();
    none.add(none.bytes());
    assertThat(none.bytes().remaining()).isZero();
    assertThat(none.percentileMicros(50)).isNull();
  }

  @Test
  void oneOfMoreThanTwoMinutesCountsAsTwo() {
    ResponseTimes times = new ResponseTimes();
    times.record(Long.MAX_VALUE);
    assertThat(times.percentileMicros(100)).isCloseTo(120_000_000L, near(120_000_000L));
  }

  @Test
  void whatIsNoneSaysSo() {
    for (byte[] wrong : new byte[][] {{0, 1, 2}, {1, 2, 3, 4}, {7}}) {
      assertThatThrownBy(() -> new ResponseTimes().add(ByteBuffer.wrap(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("response times that cannot be read");
    }
  }

  /** One part in a hundred, or what the histogram's finest step is. */
  private static Offset<Long> near(long micros) {
    return Offset.offset(Math.max(64, micros / 100));
  }

  private static ResponseTimes thousands(int from, int to) {
    ResponseTimes times = new ResponseTimes();
    for (int i = from; i <= to; i++) {
      times.record(i * 1_000L);
    }
    return times;
  }
}
