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

  /** Nothing was changed: the endpoint is not there (any more). */
  record Gone() implements ChangeResult {}

  /** Nothing was changed: the endpoint has moved on to this revision, at least 1. */
  record Moved(long currentRevision) implements ChangeResult {
    /** In words, shown to the caller. */
    public String reason() {
      return "the webhook has been changed meanwhile: it is at revision " + currentRevision;
    }
  }

  /**
   * Nothing was changed, and it makes no sense to ask for the same again.
   *
   * @param reason in words, shown to the caller
   */
  record Refused(String reason) implements ChangeResult {}

  /**
   * Nothing was changed: the workspace has as many as it may have.
   *
   * @param of of what, as the setting is called: {@code webhooks}
   */
  record OverQuota(String of, long most) implements ChangeResult {}
}
