package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.ErrorKind;

/** What the admission wants done with a work; done outside of its lock. */
sealed interface Step {
  /** The work that it is about. */
  Work work();

  /** Make the request. */
  record Begin(Work work) implements Step {}

  /** Give it back without a request. */
  record Return(Work work, ErrorKind why, String message) implements Step {}
}
