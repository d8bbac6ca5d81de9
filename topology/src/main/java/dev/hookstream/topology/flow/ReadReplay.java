package dev.hookstream.topology.flow;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Replay;
import dev.hookstream.topology.settings.Workspaces;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets an old event be matched again, in the class of replays, under the replay's id. */
final class ReadReplay implements Processor<String, Replay, String, AcceptedEvent> {
  private ProcessorContext<String, AcceptedEvent> context;
  private Workspaces workspaces;

  @Override
  public void init(ProcessorContext<String, AcceptedEvent> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
  }

  @Override
  public void process(Record<String, Replay> record) {
    Replay replay = record.value();
    if (replay == null) {
      return;
    }
    Event event = replay.getEvent();
    // It was checked when it was new; a catalogue that has moved on since does not take it back.
    Set<String> contracts =
        event.getProduct() == null
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
            replay.getEndpointId());
    context.forward(new Record<>(event.getWorkspaceId(), accepted, context.currentSystemTimeMs()));
  }
}
