package dev.hookstream.dispatcher.api.port;

import org.jspecify.annotations.Nullable;

/**
 * How an endpoint's lane stands.
 *
 * @param consecutiveFailures attempts that failed since the last success
 * @param backlog deliveries that wait in the lane
 * @param oldestWaitingAt since when the oldest of them waits, in ms since 1970; null where none
 *     does
 * @param window how many deliveries may be out at once; 0 where the lane has not been used yet
 * @param out how many deliveries are out now
 * @param nextProbeAt while it is down: when the next may leave, in ms since 1970; null where one is
 *     out
 * @param down whether nothing leaves but probes, since the endpoint has failed for long enough
 */
public record LaneView(
    int consecutiveFailures,
    long backlog,
    @Nullable Long oldestWaitingAt,
    int window,
    int out,
    boolean down,
    @Nullable Long nextProbeAt) {
  /** A lane that has seen nothing. */
  public static final LaneView IDLE = new LaneView(0, 0, null, 0, 0, false, null);
}
