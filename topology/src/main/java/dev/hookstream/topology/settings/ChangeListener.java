package dev.hookstream.topology.settings;

import dev.hookstream.schemas.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Told what became of each change, on the task's thread, in the process that owns the workspace;
 * must return at once and not throw. A change may be told twice, where its transaction was aborted.
 */
public interface ChangeListener {
  /** What became of a change. */
  sealed interface Result {
    /** The endpoint is as asked; null where nothing of an endpoint was asked, or it is deleted. */
    record Applied(@Nullable Endpoint endpoint) implements Result {}

    /** Nothing was changed: the endpoint has moved on to this revision, 0 where it is not there. */
    record Conflict(long currentRevision) implements Result {}

    /** Nothing was changed, and it makes no sense to try again. */
    record Refused(String reason) implements Result {}

    /** Nothing was changed: the workspace has as many as it may have, of what is named here. */
    record OverQuota(String of, long most) implements Result {}
  }

  /** A change was taken up. */
  void decided(String changeId, Result result);
}
