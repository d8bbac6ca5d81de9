package dev.hookstream.topology.flow;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.topology.retry.ResultObserver;

/** Told of what only counts: called on the task's thread, must return at once and not throw. */
public interface DispatchObserver extends ResultObserver {
  /** An event was put aside for this reason. */
  void rejected(String reason);

  /** An event was in a partition that is not its workspace's. */
  void misplaced();

  /** An event came a second time. */
  void duplicateDropped();

  /** An event waits for the schema registry, or behind one that does. */
  void parked();

  /** So many more keys than before have an event that waits; negative for fewer. */
  void parkedKeys(int more);

  /** An event, new or asked for by a replay, was matched with so many endpoints. */
  void matched(DeliveryClass deliveryClass, int endpoints);

  /** Something was decided about a delivery that did not just succeed. */
  void decided(Outcome outcome);

  /** An alert was raised. */
  void alerted(AlertKind kind);
}
