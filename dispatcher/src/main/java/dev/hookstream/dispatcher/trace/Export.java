package dev.hookstream.dispatcher.trace;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where spans go: OpenTelemetry's SDK. It gathers them in a bounded queue, from which a thread of
 * its own sends them; what does not fit is dropped, and nobody waits.
 *
 * @param ids what {@code sdk} was made with
 */
public record Export(OpenTelemetrySdk sdk, FixedIds ids) implements AutoCloseable {
  private static final String NAME = "dev.hookstream";
  private static final long LAST_SECONDS = 5;

  /** Told through {@link ToldOnce} instead; kept here, since the JDK's loggers are forgotten. */
  private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

  /**
   * Sends OTLP over HTTP. What is not said here is as OTEL_… variables and otel.… properties say.
   *
   * @param endpoint the collector's base URL, such as {@code http://collector:4318}
   * @throws IllegalStateException in words, where one of those settings is wrong
   */
  public static Export to(String endpoint) {
    EXPORTERS.setLevel(Level.OFF);
    FixedIds ids = new FixedIds();
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(
                  () ->
                      Map.of(
                          "otel.service.name", "hookstream",
                          "otel.traces.exporter", "otlp",
                          "otel.traces.sampler", "parentbased_always_on",
                          "otel.exporter.otlp.protocol", "http/protobuf"))
              .addPropertiesCustomizer(
                  properties ->
                      Map.of(
                          "otel.exporter.otlp.endpoint", endpoint,
                          "otel.metrics.exporter", "none",
                          "otel.logs.exporter", "none",
                          "otel.propagators", "none"))
              .addSpanExporterCustomizer((exporter, properties) -> new ToldOnce(exporter, endpoint))
              .addTracerProviderCustomizer((provider, properties) -> provider.setIdGenerator(ids))
              .build()
              .getOpenTelemetrySdk();
      return new Export(sdk, ids);
    } catch (ConfigurationException e) {
      throw new IllegalStateException("tracing cannot be set up: " + e.getMessage(), e);
    }
  }

  Tracer tracer() {
    return sdk.getTracer(NAME);
  }

  /** Sends what is left, but waits only so long for it. */
  @Override
  public void close() {
    var unused = sdk.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }
}
