package dev.hookstream.topology.log;

import dev.hookstream.topology.state.BeforeCommit;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what both topics say. What cannot be logged is reported with its place, counted (Streams
 * metric {@code not-logged}) and passed over, since a log must not stand still for one record.
 */
final class LogProcessor extends ContextualProcessor<byte[], byte[], Void, Void> {
  /** How old the tallies that queries see may be. */
  static final Duration FLUSH_EVERY = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(LogProcessor.class);

  private final String outcomesTopic;
  private @Nullable Open open;

  /** What there is once the stores are. */
  private record Open(LogAttempts attempts, LogOutcomes outcomes, Sensor notLogged) {}

  LogProcessor(String outcomesTopic) {
    this.outcomesTopic = outcomesTopic;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    LogStores stores = new LogStores(context);
    LogTallies tallies = new LogTallies(context);
    BeforeCommit.run(context, tallies::flush);
    var unused =
        context.schedule(FLUSH_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> tallies.flushSome());
    open =
        new Open(
            new LogAttempts(stores, tallies),
            new LogOutcomes(stores, tallies),
            context
                .metrics()
                .addRateTotalSensor(
                    "hookstream-log",
                    context.taskId().toString(),
                    "not-logged",
                    Sensor.RecordingLevel.INFO));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Open opened = Objects.requireNonNull(open, "a record came before the stores were opened");
    RecordMetadata place =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of a topic has no place on it"));
    LogIntake<?> intake =
        place.topic().equals(outcomesTopic) ? opened.outcomes() : opened.attempts();
    intake
        .take(record.value(), place, record.timestamp(), context().currentSystemTimeMs())
        .ifPresent(
            why -> {
              log.atWarn()
                  .addKeyValue("topic", place.topic())
                  .addKeyValue("partition", place.partition())
                  .addKeyValue("offset", place.offset())
                  .log("A record is not in the delivery log: {}", why);
              opened.notLogged().record();
            });
  }
}
