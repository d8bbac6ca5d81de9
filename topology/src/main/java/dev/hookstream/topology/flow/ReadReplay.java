package dev.hookstream.topology.flow;

import dev.hookstream.schemas.DeliverAgain;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Replay;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.retry.JudgeAttempt;
import dev.hookstream.topology.retry.ReplayBook;
import dev.hookstream.topology.settings.Workspaces;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Lets an old event be matched again, in the class of replays, under the replay's id; or a delivery
 * be made again from the body that it had.
 */
final class ReadReplay implements Processor<String, Replay, String, Object> {
  private static final Duration SWEEP = Duration.ofHours(1);

  private ProcessorContext<String, Object> context;
  private Workspaces workspaces;
  private Chains chains;
  private ReplayBook book;
  private Cancellable sweeping;

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    chains = Chains.of(context);
    book = ReplayBook.of(context);
    sweeping = context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, book::sweep);
  }

  @Override
  public void close() {
    // A task that comes back keeps its timers, and would have one more each time.
    sweeping.cancel();
  }

  @Override
  public void process(Record<String, Replay> record) {
    Replay replay = record.value();
    if (replay == null) {
      return;
    }
    Event event = replay.getEvent();
    DeliverAgain again = replay.getAgain();
    if (event != null) {
      match(replay, event);
    } else if (again != null) {
      deliverAgain(replay, again);
    }
  }

  private void match(Replay replay, Event event) {
    long now = context.currentSystemTimeMs();
    book.taken(event.getWorkspaceId(), replay.getReplayId(), now);
    // It was checked when it was new; a catalogue that has moved on since does not take it back.
    Set<String> contracts =
        event.getProduct() == null || OperationalTypes.isOurs(event)
            ? workspaces.workspace(event.getWorkspaceId()).contracts()
            : Set.of(event.getProduct());
    AcceptedEvent accepted =
        new AcceptedEvent(
            event,
            replay.getEventPartition(),
            replay.getEventOffset(),
            replay.getRequestedAt(),
            contracts,
            DeliveryClass.REPLAY,
            replay.getReplayId(),
            replay.getEndpointId(),
            false,
            null);
    context.forward(new Record<>(event.getWorkspaceId(), accepted, now), ReadEvent.MATCH);
  }

  private void deliverAgain(Replay replay, DeliverAgain again) {
    long now = context.currentSystemTimeMs();
    String workspaceId = again.getRef().getWorkspaceId();
    book.taken(workspaceId, replay.getReplayId(), now);
    LaneCommand command =
        again.getSameDelivery()
            ? AgainCommands.nextRound(asked(replay, again), chains, now)
            : underReplay(replay, again);
    if (command == null) {
      book.dropped(workspaceId, replay.getReplayId(), now);
    } else {
      context.forward(new Record<>(workspaceId, command, now), JudgeAttempt.LANE);
    }
  }

  private @Nullable LaneCommand underReplay(Replay replay, DeliverAgain again) {
    DeliveryRef ref = again.getRef();
    return book.isFirst(ref, replay.getReplayId())
        ? AgainCommands.underReplay(
            replay, again, workspaces.target(ref.getWorkspaceId(), ref.getEndpointId()))
        : null;
  }

  private static AgainCommands.Asked asked(Replay replay, DeliverAgain again) {
    return new AgainCommands.Asked(
        again.getRef(),
        again.getRound(),
        replay.getRequestedAt(),
        replay.getReplayId().isEmpty() ? null : replay.getReplayId(),
        again.getBody());
  }
}
