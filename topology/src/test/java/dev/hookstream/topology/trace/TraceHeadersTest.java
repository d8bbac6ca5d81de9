package dev.hookstream.topology.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Trace;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 3.2 and 3.3 of W3C Trace Context, with the cases of its own test suite. */
class TraceHeadersTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, 00",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03, 03",
    // Flags that nobody has defined are not passed on.
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff, 03",
    // A later version: what is known of it.
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 01",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be-like, 01",
  })
  void a_valid_parent_is_kept_as_version_00(String given, String flags) {
    Trace trace = TraceHeaders.of(given, null);
    assertThat(trace).isNotNull();
    assertThat(trace.getTraceparent())
        .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-" + flags);
    assertThat(trace.getTracestate()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-.af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx: y",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01"
      })
  void nonsense_is_no_trace(String given) {
    assertThat(TraceHeaders.of(given, "a=1")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE | rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
        "a=1 , b@c=2\t,, | a=1,b@c=2",
        "a | -",
        "'' | -",
        "a=b=c | -",
      })
  void a_state_is_kept_where_it_is_valid(String given, @Nullable String kept) {
    assertThat(state(given)).isEqualTo(kept);
  }

  @Test
  void a_state_is_bounded_by_whole_members() {
    String many = members(32, 20);
    assertThat(many.length()).isGreaterThan(512);
    String kept = state(many);
    assertThat(kept).hasSizeLessThanOrEqualTo(512);
    assertThat(many).startsWith(kept + ",");
    assertThat(kept.length()).isGreaterThan(512 - 30);
    // A long one goes before a short one does.
    assertThat(state("long=" + "x".repeat(250) + "," + members(16, 20))).isEqualTo(members(16, 20));
    assertThat(state("long=" + "x".repeat(250))).isEqualTo("long=" + "x".repeat(250));
    assertThat(state(members(33, 5))).as("more than 32 members").isNull();
    assertThat(state("a=" + "x".repeat(100_000))).isNull();
  }

  @Test
  void a_kafka_record_names_one_trace_or_none() {
    RecordHeaders headers = new RecordHeaders();
    assertThat(TraceHeaders.of(headers)).isNull();
    headers.add("tracestate", "a=1".getBytes(UTF_8));
    assertThat(TraceHeaders.of(headers)).isNull();
    headers.add("traceparent", PARENT.getBytes(UTF_8));
    assertThat(TraceHeaders.of(headers)).isEqualTo(new Trace(PARENT, "a=1"));
    headers.add("tracestate", "b=2".getBytes(UTF_8));
    assertThat(TraceHeaders.of(headers)).as("the last").isEqualTo(new Trace(PARENT, "b=2"));
    headers.add("traceparent", "00-nonsense".getBytes(UTF_8));
    assertThat(TraceHeaders.of(headers)).isNull();
    headers.add("traceparent", PARENT.getBytes(UTF_8));
    assertThat(TraceHeaders.of(headers)).as("the last").isEqualTo(new Trace(PARENT, "b=2"));
    headers.remove("traceparent").add("traceparent", null);
    assertThat(TraceHeaders.of(headers)).isNull();
  }

  /** The suite's test_traceparent_duplicated. */
  @ParameterizedTest
  @ValueSource(strings = {"00", "cc"})
  void two_traces_over_http_are_none(String version) {
    String first = version + "-12345678901234567890123456789011-1234567890123456-01";
    String second = version + "-12345678901234567890123456789012-1234567890123456-01";
    assertThat(TraceHeaders.of(first + "," + second, "a=1")).isNull();
    assertThat(TraceHeaders.of(first + ", " + second, "a=1")).isNull();
  }

  @Property
  void whatever_comes_what_is_kept_is_valid_and_kept_the_same_again(
      @ForAll String parent, @ForAll String state) {
    assertThat(TraceHeaders.of(parent, state)).isNull();
    Trace trace = TraceHeaders.of(PARENT, state);
    assertThat(trace).isNotNull();
    assertThat(TraceHeaders.of(trace.getTraceparent(), trace.getTracestate())).isEqualTo(trace);
    String kept = trace.getTracestate();
    assertThat(kept == null || kept.matches("[\\x20-\\x7e]{1,512}")).isTrue();
  }

  private static @Nullable String state(String given) {
    Trace trace = TraceHeaders.of(PARENT, given);
    assertThat(trace).isNotNull();
    return trace.getTracestate();
  }

  private static String members(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "k" + i + "=" + "v".repeat(length))
        .collect(Collectors.joining(","));
  }
}
