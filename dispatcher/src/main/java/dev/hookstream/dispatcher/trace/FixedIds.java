package dev.hookstream.dispatcher.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Random ids, but for a span whose id others have to know before they see it. Thread-safe: the SDK
 * asks for an id on the thread that starts the span.
 */
public final class FixedIds implements IdGenerator {
  private final ThreadLocal<String> next = new ThreadLocal<>();

  Span start(SpanBuilder builder, String spanId) {
    next.set(spanId);
    try {
      return builder.startSpan();
    } finally {
      next.remove();
    }
  }

  @Override
  public String generateSpanId() {
    String fixed = next.get();
    return fixed == null ? IdGenerator.random().generateSpanId() : fixed;
  }

  @Override
  public String generateTraceId() {
    return IdGenerator.random().generateTraceId();
  }
}
