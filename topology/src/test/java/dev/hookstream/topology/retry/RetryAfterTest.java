package dev.hookstream.topology.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Header;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final long NOW = Instant.parse("2026-11-06T08:49:00Z").toEpochMilli();

  private static long after(int status, String value) {
    Attempt attempt = new Attempt();
    attempt.setResult(AttemptResult.FAILED);
    attempt.setStatus(status);
    attempt.setResponseHeaders(
        List.of(new Header("Server", "x", false), new Header("Retry-AFTER", value, false)));
    long moment = RetryAfter.of(attempt, NOW);
    return moment == RetryAfter.NONE ? 0 : (moment - NOW) / 1000;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120|120",
        "0|0",
        "007|7",
        "3601|3600",
        "99999999999999999999|3600",
        "Fri, 06 Nov 2026 08:49:37 GMT|37",
        "Friday, 06-Nov-26 08:49:37 GMT|37",
        "Fri Nov  6 08:49:37 2026|37",
        "Fri, 06 Nov 2026 08:48:37 GMT|0",
        "Sun Nov  6 08:49:37 1994|0",
        "Sunday, 06-Nov-94 08:49:37 GMT|0",
        "Fri, 13 Nov 2026 08:49:37 GMT|3600"
      })
  void seconds_and_all_forms_of_a_date_are_read_and_capped(String value, long seconds) {
    assertThat(after(429, value)).isEqualTo(seconds);
    assertThat(after(503, value)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "soon", "1.5", "1e3", "10 s", "١٠", "Fri, 32 Nov 2026 08:49:37 GMT"})
  void nonsense_is_ignored(String value) {
    assertThat(after(429, value)).isZero();
  }

  @Test
  void other_answers_do_not_hold_anything() {
    assertThat(after(500, "120")).isZero();
    assertThat(after(404, "120")).isZero();
    Attempt none = new Attempt();
    none.setResult(AttemptResult.FAILED);
    none.setResponseHeaders(List.of());
    assertThat(RetryAfter.of(none, NOW)).isZero();
  }
}
