package dev.hookstream.dispatcher.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka every ten seconds how far the groups are, for the metrics. On a thread of its own;
 * where Kafka does not answer, the last answer stays for a minute, and its age grows.
 */
public final class LagWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 10_000;
  private static final long CLOSING_MILLIS = 6_000;

  private final KafkaSettings kafka;
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final WorkLoop loop =
      new WorkLoop(
          "hookstream-lag",
          "How far the groups are behind is not known now",
          CLOSING_MILLIS,
          new WorkLoop.Work() {
            @Override
            public long once() {
              return look();
            }

            @Override
            public void end() {
              forget();
            }
          });

  private @Nullable LagSource source;
  private @Nullable LagMetrics metrics;

  /** Opens nothing yet. */
  public LagWatch(KafkaSettings kafka, MeterRegistry registry, InstantSource clock) {
    this.kafka = kafka;
    this.registry = registry;
    this.clock = clock;
  }

  /** Begins; once. */
  public void start() {
    loop.start();
  }

  private long look() {
    LagMetrics telling = metrics;
    if (telling == null) {
      LagSource opened = new KafkaLagSource(kafka);
      source = opened;
      telling = new LagMetrics(registry, opened, kafka, clock, System::nanoTime);
      metrics = telling;
    }
    telling.look();
    return EVERY_MILLIS;
  }

  private void forget() {
    LagSource open = source;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
