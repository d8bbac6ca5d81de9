package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it stands.
 *
 * @param progress null until an instance has taken it up
 * @param cancelled whether somebody has asked for its end
 */
public record ReplayView(
    String id,
    String workspace,
    ReplayJob job,
    @Nullable ReplayProgress progress,
    boolean cancelled) {

  /** Whether nothing more comes of it. */
  public boolean ended() {
    return progress != null
        && progress.getState() != ReplayState.RUNNING
        && progress.getState() != ReplayState.DELIVERING;
  }
}
