package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Endpoint;

/** What the owning task made of a {@link dev.hookstream.schemas.Change}. */
public sealed interface ChangeResult {
  /** The endpoint as it is now, with its new revision. */
  record Applied(Endpoint endpoint) implements ChangeResult {}

  /** The endpoint is gone. */
  record Deleted() implements ChangeResult {}

  /** Known to the workspace's task, or on record. */
  record Noted() implements ChangeResult {}

  /**
   * Nothing was changed.
   *
   * @param reason in words, shown to the caller
   * @param currentRevision of the endpoint as it is; 0 where there is none
   */
  record Refused(String reason, long currentRevision) implements ChangeResult {}

  /**
   * Nothing was changed: the workspace has as many as it may have.
   *
   * @param of of what, as the setting is called: {@code webhooks}
   */
  record OverQuota(String of, long most) implements ChangeResult {}
}
