package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Change;
import java.util.concurrent.CompletionStage;

/** The way a wish to change a workspace's settings reaches the task that owns the workspace. */
public interface Changes {
  /**
   * Sends a change.
   *
   * @return completes when the owning task has applied or refused it and {@link Settings} shows
   *     what came of it (read your own writes), on any thread; exceptionally with {@link
   *     NotReadyException} where that cannot be learned in time. Never blocks for long.
   */
  CompletionStage<ChangeResult> submit(Change change);
}
