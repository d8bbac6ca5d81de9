package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.topology.lane.LaneCommand;

/** Reads from a result whether the receiver is there, and takes what it is given. */
final class LoadSign {
  private LoadSign() {}

  static LaneCommand.Sign of(Attempt attempt) {
    if (attempt.getResult() == AttemptResult.DELIVERED) {
      return LaneCommand.Sign.HEALTHY;
    }
    if (attempt.getResult() == AttemptResult.FAILED) {
      return ofFailure(attempt);
    }
    return attempt.getError() == ErrorKind.STALE_SIGNATURE
        ? LaneCommand.Sign.STALE
        : LaneCommand.Sign.NEUTRAL;
  }

  private static LaneCommand.Sign ofFailure(Attempt attempt) {
    Integer status = attempt.getStatus();
    return switch (attempt.getError()) {
      // Without a token nothing gets through either: what waits is to spend no attempts on it.
      case TIMEOUT, DNS, CONNECT, TLS, RESET, TOKEN -> LaneCommand.Sign.OVERLOADED;
      case STATUS ->
          status != null && (status >= 500 || status == 429)
              ? LaneCommand.Sign.OVERLOADED
              : LaneCommand.Sign.ANSWERED;
      case RESPONSE_TOO_LARGE -> LaneCommand.Sign.ANSWERED;
      default -> LaneCommand.Sign.NEUTRAL;
    };
  }
}
