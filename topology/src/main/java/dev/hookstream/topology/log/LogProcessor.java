package dev.hookstream.topology.log;

import dev.hookstream.topology.state.BeforeCommit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what attempts and outcomes say, and takes back what was erased. What cannot be logged is
 * reported with its place, counted (Streams metric {@code not-logged}) and passed over, since a log
 * must not stand still for one record.
 */
final class LogProcessor extends ContextualProcessor<byte[], byte[], Void, Void> {
  /** How old the tallies that queries see may be. */
  static final Duration FLUSH_EVERY = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(LogProcessor.class);

  /** How often some of what was erased is deleted. */
  private static final Duration SWEEP_EVERY = Duration.ofMillis(100);

  /** How long an event's deliveries are gathered. */
  static final Duration GATHERED = Duration.ofMillis(250);

  private static final Duration EXPIRE_EVERY = Duration.ofHours(1);

  private final Names topics;
  private final LogSettings settings;
  private final GatheredEvents gathered;
  private final List<Cancellable> timers = new ArrayList<>();
  private @Nullable Open open;

  /** What there is once the stores are. */
  private record Open(
      EventGroups groups,
      LogAttempts attempts,
      LogOutcomes outcomes,
      LogErasures erasures,
      Sensor notLogged) {}

  /** What two of the topics are called; the third one is that of the attempts. */
  record Names(String outcomes, String audit) {}

  LogProcessor(Names topics, LogSettings settings, GatheredEvents gathered) {
    this.topics = topics;
    this.gathered = gathered;
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    LogStores stores = new LogStores(context);
    LogTallies tallies = new LogTallies(context);
    NewRows newRows = new NewRows(context::currentSystemTimeMs);
    LogErasures erasures = new LogErasures(context, settings, tallies, stores);
    BeforeCommit.run(
        context,
        () -> {
          stores.flush();
          tallies.flush();
        });
    gathered.add(stores.groups());
    every(GATHERED, stores::flush);
    every(FLUSH_EVERY, tallies::flushSome);
    every(SWEEP_EVERY, erasures::step);
    every(EXPIRE_EVERY, erasures::expire);
    open =
        new Open(
            stores.groups(),
            new LogAttempts(stores, tallies, newRows, erasures),
            new LogOutcomes(stores, tallies, newRows, erasures),
            erasures,
            context
                .metrics()
                .addRateTotalSensor(
                    "hookstream-log",
                    context.taskId().toString(),
                    "not-logged",
                    Sensor.RecordingLevel.INFO));
  }

  private void every(Duration time, Runnable work) {
    timers.add(context().schedule(time, PunctuationType.WALL_CLOCK_TIME, now -> work.run()));
  }

  @Override
  public void close() {
    // A task that comes back keeps its timers, and old ones would write over what new ones know.
    timers.forEach(Cancellable::cancel);
    timers.clear();
    if (open != null) {
      gathered.remove(open.groups());
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Open opened = Objects.requireNonNull(open, "a record came before the stores were opened");
    RecordMetadata place =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of a topic has no place on it"));
    take(opened, record, place)
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

  private Optional<String> take(Open opened, Record<byte[], byte[]> record, RecordMetadata place) {
    if (place.topic().equals(topics.audit())) {
      long at = record.timestamp() + LogTopology.AUDIT_FIRST.toMillis();
      return opened.erasures().take(record.value(), at);
    }
    LogIntake<?> intake =
        place.topic().equals(topics.outcomes()) ? opened.outcomes() : opened.attempts();
    return intake.take(record.value(), place, record.timestamp(), context().currentSystemTimeMs());
  }
}
