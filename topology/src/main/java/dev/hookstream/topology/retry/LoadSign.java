package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.topology.lane.LaneCommand;

/** Reads from a result whether the receiver can take as much as it is given. */
final class LoadSign {
  private LoadSign() {}

  static LaneCommand.Sign of(Attempt attempt) {
    if (attempt.getResult() == AttemptResult.DELIVERED) {
      return LaneCommand.Sign.HEALTHY;
    }
    return attempt.getResult() == AttemptResult.FAILED && overloaded(attempt)
        ? LaneCommand.Sign.OVERLOADED
        : LaneCommand.Sign.NEUTRAL;
  }

  private static boolean overloaded(Attempt attempt) {
    Integer status = attempt.getStatus();
    return switch (attempt.getError()) {
      case TIMEOUT, CONNECT, RESET -> true;
      case STATUS -> status != null && (status >= 500 || status == 429);
      default -> false;
    };
  }
}
