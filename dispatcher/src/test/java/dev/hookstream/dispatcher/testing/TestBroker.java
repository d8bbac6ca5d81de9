package dev.hookstream.dispatcher.testing;

import dev.hookstream.dispatcher.embedded.broker.EmbeddedBroker;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real broker for all tests of this JVM, started by the first that asks. Each test gets
 * settings with a topic prefix of its own, so that tests need not tidy up:
 *
 * <pre>{@code
 * @ExtendWith(TestBroker.class)
 * class FooTest {
 *   @Test
 *   void keepsItsPromise(KafkaSettings kafka) { … }
 * }
 * }</pre>
 *
 * Or, without a parameter, {@link #settings()}. Topics are not made by themselves.
 */
public final class TestBroker implements ParameterResolver {
  private static final AtomicInteger TESTS = new AtomicInteger();

  /** The lazy holder: JVM class initialisation makes it once. */
  private static final class Running {
    static final EmbeddedBroker BROKER = start();

    private static EmbeddedBroker start() {
      survive();
      try {
        Path data = Files.createTempDirectory("hookstream-test-broker");
        EmbeddedBroker broker = EmbeddedBroker.start(data, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker, data)));
        return broker;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedBroker broker, Path data) {
      broker.close();
      try {
        Folders.delete(data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A fault inside Kafka must fail a test and not end the JVM that runs all of them. */
  static void survive() {
    Exit.setExitProcedure(TestBroker::ended);
    Exit.setHaltProcedure(TestBroker::ended);
  }

  private static void ended(int status, @Nullable String message) {
    throw new IllegalStateException("the broker wanted to end the JVM: " + status + " " + message);
  }

  /** Where the broker is; starts it. */
  public static String bootstrapServers() {
    return Running.BROKER.bootstrapServers();
  }

  /** Settings for one test: own prefix, own {@code events}, 4 partitions. */
  public static KafkaSettings settings() {
    return settings(4);
  }

  /** Settings for one test, with so many partitions. */
  public static KafkaSettings settings(int partitions) {
    String prefix = "t" + TESTS.incrementAndGet() + "-";
    return new KafkaSettings(
        Map.of("bootstrap.servers", bootstrapServers()),
        new TopicNames(prefix, prefix + "events"),
        partitions,
        (short) 1);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaSettings.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return settings();
  }
}
