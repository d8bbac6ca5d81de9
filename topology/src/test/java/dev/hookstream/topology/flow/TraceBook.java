package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.trace.TraceWatch;
import java.util.ArrayList;
import java.util.List;

/** Notes what it is told, as a line each. */
final class TraceBook implements TraceWatch {
  final List<String> told = new ArrayList<>();

  @Override
  public void accepted(
      Event event, Trace trace, int partition, long offset, int endpoints, long readAt) {
    told.add("accepted " + event.getId() + " for " + endpoints);
  }

  @Override
  public void released(Waiting delivery, long at) {
    told.add("released " + delivery.getRef().getEventId() + " attempt " + delivery.getAttempt());
  }
}
