package dev.hookstream.topology.trace;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import dev.hookstream.schemas.Waiting;

/**
 * Told of what becomes of events that belong to a trace, and of no other: called on the task's
 * thread, must return at once and not throw. It hears of what a transaction that is then aborted
 * did, and of the same again.
 */
public interface TraceWatch {
  /**
   * An event was read, checked and matched.
   *
   * @param partition where it lies on the events topic
   * @param offset where it lies on the events topic
   * @param endpoints how many it goes to
   * @param readAt milliseconds since 1970
   */
  void accepted(Event event, Trace trace, int partition, long offset, int endpoints, long readAt);

  /**
   * A delivery was let out by its lane.
   *
   * @param at when, which is also the time in its signature; milliseconds since 1970
   */
  void released(Waiting delivery, long at);

  /** Hears nothing. */
  TraceWatch NONE =
      new TraceWatch() {
        @Override
        public void accepted(
            Event event, Trace trace, int partition, long offset, int endpoints, long readAt) {}

        @Override
        public void released(Waiting delivery, long at) {}
      };
}
