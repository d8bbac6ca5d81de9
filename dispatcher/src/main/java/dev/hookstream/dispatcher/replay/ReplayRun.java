package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.match.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One replay as it is run: reads on where it stood, asks for what it finds, and never for more than
 * a bounded number ahead of what the lanes have let out. Confined to the runner's thread.
 */
final class ReplayRun implements AutoCloseable {
  /**
   * How many it has asked for that have not left their lane yet, at most (by one event's more).
   * Few: live events come behind them in the same task, and wait for as long as these take.
   */
  static final int AHEAD = 40;

  private static final int MOST_READ = 500;
  private static final long TELL_EVERY_MS = 1_000;
  private static final long ASK_EVERY_MS = 1_000;
  private static final long SLACK_MS = Duration.ofHours(1).toMillis();
  // Longer than any contract waits between two attempts; then nothing more is to be learned.
  private static final long NOTHING_MORE_MS = Duration.ofDays(4).toMillis();

  /** What is to be written in one transaction. */
  record Step(List<Replay> requests, ReplayProgress progress) {}

  private final ReplayView replay;
  private final int partition;
  private final ReplayWorld world;
  private final Picks picks;
  private final Pacer pacer;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Function<Topic, String> names;
  private @Nullable ReplayProgress progress;
  private @Nullable PartitionScan scan;
  private long toldAt;
  private long askedAt;

  ReplayRun(
      ReplayView replay,
      int partition,
      ReplayWorld world,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Function<Topic, String> names) {
    this.replay = replay;
    this.partition = partition;
    this.world = world;
    this.consumers = consumers;
    this.names = names;
    this.progress = replay.progress();
    this.picks = new Picks(replay.id(), replay.workspace(), replay.job(), world);
    this.pacer = new Pacer(replay.job().getRatePerSecond());
  }

  /** What to write next; null where there is nothing to do or to tell now. */
  @Nullable Step step(boolean cancelled, long now) {
    try {
      ReplayProgress last = progress;
      if (last != null && ended(last)) {
        return null;
      }
      if (cancelled) {
        return end(last == null ? nothing(now) : last, ReplayState.CANCELLED, null, now);
      }
      if (isErased(now)) {
        return end(
            last == null ? nothing(now) : last,
            ReplayState.CANCELLED,
            "the workspace was erased",
            now);
      }
      last = last == null ? begin(now) : last;
      progress = last;
      return last.getState() == ReplayState.RUNNING ? read(last, now) : await(last, now);
    } catch (RuntimeException e) {
      // What was read and not asked for is read again.
      close();
      throw e;
    }
  }

  /** Ends it for what nobody foresaw, so that it stands in no other's way. */
  Step failed(String problem, long now) {
    ReplayProgress last = progress;
    return end(last == null ? nothing(now) : last, ReplayState.FAILED, problem, now);
  }

  /** What is asked for now would go to whoever has the workspace's name next. */
  private boolean isErased(long now) {
    if (now < askedAt + ASK_EVERY_MS) {
      return false;
    }
    boolean erased = world.erasedThrough(replay.workspace()) >= replay.job().getCreatedAt();
    askedAt = now; // not where there was no answer: then nothing goes on before there is one
    return erased;
  }

  private static ReplayProgress nothing(long now) {
    return ReplayProgress.newBuilder()
        .setState(ReplayState.RUNNING)
        .setFirstOffset(0L)
        .setNextOffset(0L)
        .setEndOffset(0L)
        .setStartedAt(now)
        .setUpdatedAt(now)
        .build();
  }

  private static boolean ended(ReplayProgress last) {
    return last.getState() != ReplayState.RUNNING && last.getState() != ReplayState.DELIVERING;
  }

  private ReplayProgress begin(long now) {
    ReplayJob job = replay.job();
    TopicPartition source = source();
    Long place = job.getEventOffset();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      long end = PartitionScan.endOf(consumer, source);
      long first = place == null ? PartitionScan.offsetAt(consumer, source, job.getSince()) : place;
      if (place != null) {
        end = Math.min(end, place + 1);
      } else if (picks.topic() == Topic.EVENTS && job.getUntil() + SLACK_MS < now) {
        // Producers' clocks may be behind each other, by less than this.
        end = Math.min(end, PartitionScan.offsetAt(consumer, source, job.getUntil() + SLACK_MS));
      }
      return ReplayProgress.newBuilder()
          .setState(ReplayState.RUNNING)
          .setFirstOffset(first)
          .setNextOffset(first)
          .setEndOffset(Math.max(first, end))
          .setStartedAt(now)
          .setUpdatedAt(now)
          .build();
    }
  }

  private @Nullable Step read(ReplayProgress last, long now) {
    List<Target> targets = picks.endpoints();
    if (targets.isEmpty() && replay.job().getEndpointId() != null) {
      return end(last, ReplayState.FAILED, "the webhook was deleted", now);
    }
    PartitionScan open = open(last);
    boolean counts = replay.job().getDryRun();
    long room = counts ? Long.MAX_VALUE : Math.min(room(last, targets), pacer.allowed(now));
    ReplayProgress next = ReplayProgress.newBuilder(last).build();
    List<Replay> asked = new ArrayList<>();
    for (int looked = 0; looked < MOST_READ && asked.size() < room; looked++) {
      ConsumerRecord<byte[], byte[]> record = open.next();
      if (record == null) {
        break;
      }
      List<Replay> picked = picks.of(record, targets, now);
      next.setMatched(next.getMatched() + picked.size());
      if (!counts) {
        asked.addAll(picked);
      }
      next.setScanned(next.getScanned() + 1);
      next.setNextOffset(record.offset() + 1);
    }
    pacer.used(asked.size());
    count(next);
    boolean over = room > 0 && open.atEnd();
    if (over) {
      close();
      next.setNextOffset(next.getEndOffset());
      next.setState(counts ? ReplayState.FINISHED : ReplayState.DELIVERING);
    }
    if (asked.isEmpty() && !over && now < toldAt + TELL_EVERY_MS) {
      progress = next;
      return null;
    }
    return step(asked, next, now);
  }

  private PartitionScan open(ReplayProgress last) {
    PartitionScan open = scan;
    if (open == null) {
      open =
          new PartitionScan(consumers.get(), source(), last.getNextOffset(), last.getEndOffset());
      scan = open;
    }
    return open;
  }

  private TopicPartition source() {
    return new TopicPartition(names.apply(picks.topic()), partition);
  }

  /** How many more may be asked for: not more than what the fullest of the lanes will take. */
  private long room(ReplayProgress last, List<Target> targets) {
    long taken = tally().map(ReplayTally::getTaken).orElse(0L);
    long unread = Math.max(0, last.getMatched() - taken);
    long waiting = 0;
    for (Target target : targets) {
      waiting = Math.max(waiting, world.waiting(replay.workspace(), target.id()));
    }
    return AHEAD - unread - waiting;
  }

  /** All has been asked for: looks what has become of it, and tells where that is something new. */
  private @Nullable Step await(ReplayProgress last, long now) {
    ReplayProgress next = ReplayProgress.newBuilder(last).build();
    count(next);
    long settled = next.getDelivered() + next.getFailed() + next.getDropped();
    if (settled >= next.getMatched() || now - last.getUpdatedAt() > NOTHING_MORE_MS) {
      return end(next, ReplayState.FINISHED, null, now);
    }
    boolean changed = !next.equals(last);
    return changed && now >= toldAt + TELL_EVERY_MS ? step(List.of(), next, now) : null;
  }

  private Step end(ReplayProgress last, ReplayState state, @Nullable String problem, long now) {
    close();
    ReplayProgress next = ReplayProgress.newBuilder(last).build();
    count(next);
    next.setState(state);
    next.setProblem(problem);
    return step(List.of(), next, now);
  }

  private Step step(List<Replay> asked, ReplayProgress next, long now) {
    next.setUpdatedAt(now);
    toldAt = now;
    progress = next;
    return new Step(asked, next);
  }

  private void count(ReplayProgress next) {
    tally()
        .ifPresent(
            tally -> {
              next.setDelivered(tally.getDelivered());
              next.setFailed(tally.getFailed());
              next.setDropped(tally.getDropped());
            });
  }

  private Optional<ReplayTally> tally() {
    return world.tally(replay.workspace(), replay.id());
  }

  /** Closes what is open for reading; a further step opens it again. */
  @Override
  public void close() {
    PartitionScan open = scan;
    scan = null;
    if (open != null) {
      open.close();
    }
  }
}
