package dev.hookstream.dispatcher.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a collector takes no spans, and once that it does again. Thread-safe. */
final class ToldOnce implements SpanExporter {
  private static final Logger log = LoggerFactory.getLogger(ToldOnce.class);

  private final SpanExporter exporter;
  private final String endpoint;
  private final AtomicBoolean failing = new AtomicBoolean();

  ToldOnce(SpanExporter exporter, String endpoint) {
    this.exporter = exporter;
    this.endpoint = endpoint;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> tell(result));
  }

  private void tell(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (failing.compareAndSet(true, false)) {
        log.atInfo().addKeyValue("collector", endpoint).log("Spans are taken again");
      }
    } else if (failing.compareAndSet(false, true)) {
      Throwable why = result.getFailureThrowable();
      log.atWarn()
          .addKeyValue("collector", endpoint)
          .addKeyValue("why", why == null ? "it refused them" : why.toString())
          .log("Spans are not taken and are lost until they are; deliveries go on");
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
