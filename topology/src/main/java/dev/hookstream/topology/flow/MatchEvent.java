package dev.hookstream.topology.flow;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.match.DeliveryId;
import dev.hookstream.topology.match.EventContent;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.retry.ReplayBook;
import dev.hookstream.topology.settings.Workspaces;
import dev.hookstream.topology.trace.TraceWatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Finds the endpoints that an event goes to, and renders it once for each of their contracts. */
final class MatchEvent implements Processor<String, AcceptedEvent, String, LaneCommand> {
  private final DispatchObserver observer;
  private final TraceWatch traces;
  private ProcessorContext<String, LaneCommand> context;
  private Workspaces workspaces;
  private ReplayBook book;
  private Chains chains;

  MatchEvent(DispatchObserver observer, TraceWatch traces) {
    this.observer = observer;
    this.traces = traces;
  }

  @Override
  public void init(ProcessorContext<String, LaneCommand> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    book = ReplayBook.of(context);
    chains = Chains.of(context);
  }

  @Override
  public void process(Record<String, AcceptedEvent> record) {
    AcceptedEvent accepted = record.value();
    Event event = accepted.event();
    List<LaneCommand.Fanout.Place> places = new ArrayList<>();
    Map<String, byte[]> bodies = new HashMap<>();
    EventContent content = new EventContent(event.getData());
    for (Target target : workspaces.workspace(event.getWorkspaceId()).matching(event.getType())) {
      String contract = target.contract().name();
      if (accepted.contracts().contains(contract)
          && (accepted.onlyEndpoint() == null || accepted.onlyEndpoint().equals(target.id()))
          && content.passes(target)) {
        bodies.computeIfAbsent(contract, name -> target.contract().render(event));
        DeliveryRef ref = ref(accepted, target);
        if (accepted.again()) {
          chains.forgetEnded(ref);
        }
        places.add(new LaneCommand.Fanout.Place(target, ref));
      }
    }
    observer.matched(accepted.deliveryClass(), places.size());
    if (places.isEmpty()) {
      book.dropped(event.getWorkspaceId(), accepted.replayId(), context.currentSystemTimeMs());
    } else {
      LaneCommand fanout = new LaneCommand.Fanout(accepted.deliveryClass(), places, bodies);
      context.forward(record.withValue(fanout));
    }
    Trace trace = accepted.trace();
    if (trace != null) {
      traces.accepted(
          event, trace, accepted.partition(), accepted.offset(), places.size(), record.timestamp());
    }
  }

  private static DeliveryRef ref(AcceptedEvent accepted, Target target) {
    Event event = accepted.event();
    return new DeliveryRef(
        DeliveryId.of(
            target.idPart(),
            event.getId(),
            accepted.partition(),
            accepted.offset(),
            accepted.replayId(),
            accepted.acceptedAt()),
        event.getId(),
        event.getType(),
        event.getWorkspaceId(),
        target.id(),
        target.contract().name(),
        accepted.partition(),
        accepted.offset(),
        accepted.acceptedAt(),
        accepted.replayId(),
        accepted.trace());
  }
}
