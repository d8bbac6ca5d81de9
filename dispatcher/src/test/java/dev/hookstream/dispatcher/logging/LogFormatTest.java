package dev.hookstream.dispatcher.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.trace.LogIds;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.slf4j.spi.DefaultLoggingEventBuilder;
import org.slf4j.spi.LoggingEventBuilder;

/** How a log line looks, by the files that the commands use. */
class LogFormatTest {
  private static final String FORGED =
      "harmless\n{\"message\":\"forged\"}\r\n12:00:00.000 ERROR forged";

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void as_json_it_is_one_object_whatever_it_holds() throws Exception {
    String line =
        encode(
            "logback-json.xml",
            "STDOUT",
            FORGED,
            new IllegalStateException("a\nb"),
            "webhook_id",
            FORGED);
    assertThat(line).endsWith("\n");
    assertThat(line.strip()).doesNotContain("\n", "\r");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "time", "level", "logger", "thread", "message", "error", "webhook_id");
    assertThat(Instant.parse(json.path("time").asText())).isEqualTo("2026-05-11T08:00:00.123Z");
    assertThat(json.path("level").asText()).isEqualTo("WARN");
    assertThat(json.path("logger").asText()).isEqualTo("dev.hookstream.Some");
    assertThat(json.path("message").asText()).isEqualTo(FORGED);
    assertThat(json.path("webhook_id").asText()).isEqualTo(FORGED);
    assertThat(json.path("error").asText())
        .startsWith("java.lang.IllegalStateException: a\nb\n")
        .contains("LogFormatTest");
  }

  @Test
  void for_people_it_is_one_line_whatever_it_holds() throws Exception {
    for (String file : List.of("logback.xml", "logback-tool.xml")) {
      String line = encode(file, "STDERR", FORGED, null, "webhook_id", FORGED);
      assertThat(line.strip()).doesNotContain("\n", "\r").contains("harmless", "webhook_id=");
    }
  }

  @Test
  void for_people_an_error_says_nothing_at_the_beginning_of_a_line() throws Exception {
    IllegalStateException error =
        new IllegalStateException(FORGED, new IllegalArgumentException("\u001b[2J" + FORGED));
    for (String file : List.of("logback.xml", "logback-tool.xml", "logback-broker.xml")) {
      String lines = encode(file, "STDERR", FORGED, error, "webhook_id", FORGED);
      assertThat(lines).endsWith("\n").doesNotContain("\r", "\u001b").contains("LogFormatTest");
      assertThat(lines.lines().skip(1)).hasSizeGreaterThan(5).allMatch(l -> l.startsWith("    "));
    }
  }

  @Test
  void a_line_about_a_delivery_names_it_as_the_api_does() {
    DeliveryRef ref =
        new DeliveryRef(
            "dlv_1",
            "evt_1",
            "a.b",
            "ws",
            "wh_1",
            "standard",
            0,
            7L,
            1L,
            null,
            new Trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null));
    assertThat(pairs(ref))
        .containsExactly(
            "delivery_id=\"dlv_1\"",
            "event_id=\"evt_1\"",
            "webhook_id=\"wh_1\"",
            "workspace_id=\"ws\"",
            "attempt=\"3\"",
            "trace_id=\"0af7651916cd43dd8448eb211c80319c\"");
    ref.setTrace(null);
    assertThat(pairs(ref)).hasSize(5);
  }

  private List<String> pairs(DeliveryRef ref) {
    Keeping line = new Keeping(context.getLogger("x"));
    LoggingEventBuilder unused = LogIds.of(line, ref, 3);
    return line.pairs();
  }

  private String encode(
      String file,
      String appender,
      String message,
      @Nullable Throwable error,
      String key,
      String value)
      throws Exception {
    context.reset();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(getClass().getClassLoader().getResource(file), file));
    Logger logger = context.getLogger("dev.hookstream.Some");
    LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, error, null);
    event.setInstant(Instant.parse("2026-05-11T08:00:00.123Z"));
    event.setKeyValuePairs(List.of(new KeyValuePair(key, value)));
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(appender);
    return new String(console.getEncoder().encode(event), UTF_8);
  }

  /** Shows what it was given. */
  private static final class Keeping extends DefaultLoggingEventBuilder {
    Keeping(Logger logger) {
      super(logger, org.slf4j.event.Level.INFO);
    }

    List<String> pairs() {
      return loggingEvent.getKeyValuePairs().stream().map(KeyValuePair::toString).toList();
    }
  }
}
