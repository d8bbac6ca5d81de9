package dev.hookstream.topology.trace;

import dev.hookstream.schemas.Trace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of W3C Trace Context (Recommendation of 23 November 2021), over HTTP or in
 * Kafka. What breaks the specification is as if it were not there. Thread-safe.
 */
public final class TraceHeaders {
  /** Its name, in HTTP and in Kafka. */
  public static final String TRACEPARENT = "traceparent";

  /** Its name, in HTTP and in Kafka. */
  public static final String TRACESTATE = "tracestate";

  /** More than this is not read. A later version's header may be longer than today's 55. */
  private static final int LONGEST_PARENT = 256;

  /** More than this is not read; 32 members of the greatest length are longer still. */
  private static final int LONGEST_STATE_READ = 8_192;

  /** Section 3.3.1.5: at least 512 characters should be passed on. */
  private static final int LONGEST_STATE = 512;

  /** Section 3.3.1.5: those longer than this are left out first. */
  private static final int LONG_MEMBER = 128;

  private static final int SAMPLED = 1;
  private static final int RANDOM = 2;

  private TraceHeaders() {}

  /**
   * Of a Kafka record; null where it names no trace. The last header of a name counts, as for
   * OpenTelemetry's own instrumentation of Kafka: who hands a record on appends to what it had.
   */
  public static @Nullable Trace of(Headers headers) {
    return of(text(headers.lastHeader(TRACEPARENT)), text(headers.lastHeader(TRACESTATE)));
  }

  /**
   * Of the two headers' values; null where they name no trace. Of a header that came more than once
   * over HTTP the values, joined by commas (RFC 9110, section 5.3): several {@code tracestate} are
   * one (section 3.3.1), and two {@code traceparent} are none, since nobody can say which is meant;
   * the specification's own test suite has such a trace begin anew.
   */
  public static @Nullable Trace of(@Nullable String parent, @Nullable String state) {
    if (parent == null || parent.length() > LONGEST_PARENT) {
      return null;
    }
    Given given =
        new Given(parent, state == null || state.length() > LONGEST_STATE_READ ? null : state);
    SpanContext found =
        Span.fromContext(
                W3CTraceContextPropagator.getInstance().extract(Context.root(), given, GETTER))
            .getSpanContext();
    if (!found.isValid()) {
      return null;
    }
    int flags = found.getTraceFlags().asByte() & (SAMPLED | RANDOM);
    return new Trace(
        "00-" + found.getTraceId() + '-' + found.getSpanId() + "-0" + flags,
        bounded(found.getTraceState()));
  }

  /** Puts a trace into a Kafka record's headers. */
  public static void write(Trace trace, Headers headers) {
    headers.add(TRACEPARENT, trace.getTraceparent().getBytes(StandardCharsets.ISO_8859_1));
    if (trace.getTracestate() != null) {
      headers.add(TRACESTATE, trace.getTracestate().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static @Nullable String text(@Nullable Header header) {
    byte @Nullable [] value = header == null ? null : header.value();
    return value == null || value.length > LONGEST_STATE_READ
        ? null
        : new String(value, StandardCharsets.ISO_8859_1);
  }

  /** Leaves out whole members: long ones first, then the oldest, which stand last. */
  private static @Nullable String bounded(TraceState state) {
    List<String> members = new ArrayList<>();
    state.forEach((key, value) -> members.add(key + '=' + value));
    if (length(members) > LONGEST_STATE) {
      members.removeIf(member -> member.length() > LONG_MEMBER);
    }
    while (length(members) > LONGEST_STATE) {
      members.remove(members.size() - 1);
    }
    return members.isEmpty() ? null : String.join(",", members);
  }

  private static int length(List<String> members) {
    int commas = Math.max(0, members.size() - 1);
    return members.stream().mapToInt(String::length).sum() + commas;
  }

  private record Given(String parent, @Nullable String state) {}

  private static final TextMapGetter<Given> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Given given) {
          return List.of(TRACEPARENT, TRACESTATE);
        }

        @Override
        public @Nullable String get(@Nullable Given given, String key) {
          if (given == null) {
            return null;
          }
          return key.equals(TRACEPARENT) ? given.parent() : given.state();
        }
      };
}
