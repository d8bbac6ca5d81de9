package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Endpoint;

/** What the owning task made of a {@link dev.hookstream.schemas.Change}. */
public sealed interface ChangeResult {
  /** The endpoint as it is now, with its new revision. */
  record Applied(Endpoint endpoint) implements ChangeResult {}

  /** The endpoint is gone. */
  record Deleted() implements ChangeResult {}

  /** The workspace's use of a contract is known to its task. */
  record Noted() implements ChangeResult {}

  /**
   * Nothing was changed.
   *
   * @param reason in words, shown to the caller
   * @param currentRevision of the endpoint as it is; 0 where there is none
   */
  record Refused(String reason, long currentRevision) implements ChangeResult {}
}
