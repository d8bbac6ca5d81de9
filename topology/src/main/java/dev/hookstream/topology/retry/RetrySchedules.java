package dev.hookstream.topology.retry;

import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.RetrySchedule;
import dev.hookstream.topology.match.Target;

/** Which schedule a delivery's retries follow: the one its endpoint chose, else its contract's. */
public record RetrySchedules(Contracts contracts) {
  /**
   * The schedule in force for an endpoint. A name that is no longer defined falls to the
   * contract's.
   */
  public RetrySchedule of(Target target) {
    String chosen = target.endpoint().getRetry();
    return chosen == null
        ? target.contract().retry()
        : contracts.schedule(chosen).orElse(target.contract().retry());
  }
}
