package dev.hookstream.dispatcher.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A first start makes its changelogs, and is no reason for an error in the log. */
class FirstStartLogTest {
  private final LoggerContext context = new LoggerContext();

  @TempDir private Path home;

  @AfterEach
  void stop() {
    context.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"logback.xml", "logback-json.xml", "logback-demo.xml"})
  void that_a_topic_is_not_there_yet_is_told_by_nobody_where_streams_run(String file)
      throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("hookstream.home", home.toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(getClass().getClassLoader().getResource(file), file));
    String admin = "org.apache.kafka.clients.admin.internals.";
    assertThat(context.getLogger(admin + "PartitionLeaderStrategy").getEffectiveLevel())
        .isEqualTo(Level.OFF);
    // All other errors are shown.
    assertThat(context.getLogger(admin + "AdminMetadataManager").isErrorEnabled()).isTrue();
    assertThat(context.getLogger("org.apache.kafka.streams.KafkaStreams").isErrorEnabled())
        .isTrue();
  }
}
