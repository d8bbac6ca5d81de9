package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.schemas.Ordering;
import java.util.SplittableRandom;

/**
 * How the receivers answer, by seed, delivery and attempt: mostly well. From the fourth attempt on
 * always well, so that everything but the doomed arrives in the end.
 */
record Manners(long seed) {
  /** What the id of an event begins with that is refused at every attempt. */
  static final String DOOMED = "evt_doomed_";

  /** The endpoints' {@code timeout_ms}. */
  static final int TIMEOUT_MS = 2_000;

  /** The delays of the contract that the endpoints have, and so the attempts that there are. */
  static final int RETRIES = 8;

  private static final int LAST_BAD_ATTEMPT = 3;

  /** What a receiver does with a request. */
  enum Answer {
    GOOD,
    LATE,
    ERROR,
    HANG,
    CLOSE_UNHEARD,
    CLOSE_AMID
  }

  static boolean isDoomed(String eventId) {
    return eventId.startsWith(DOOMED);
  }

  Answer answer(String eventId, String deliveryId, int attempt) {
    if (isDoomed(eventId)) {
      return Answer.ERROR;
    }
    int thousandth = random(deliveryId, attempt).nextInt(1_000);
    if (attempt > LAST_BAD_ATTEMPT || thousandth >= 35) {
      return Answer.GOOD;
    }
    if (thousandth < 5) {
      return Answer.HANG;
    }
    if (thousandth < 10) {
      return Answer.LATE;
    }
    if (thousandth < 15) {
      return Answer.CLOSE_UNHEARD;
    }
    return thousandth < 20 ? Answer.CLOSE_AMID : Answer.ERROR;
  }

  /**
   * How long it thinks about it, in milliseconds: late is still within the time-out. Where an
   * endpoint has many at once it takes its time, so that a fault finds some of them in flight:
   * twice as long as lies between two commits, on average, so that a window comes back once in that
   * time.
   */
  int thinkingMillis(Answer answer, Ordering mode, String deliveryId, int attempt) {
    int random = random(deliveryId, attempt + 1_000).nextInt(30);
    if (answer == Answer.LATE) {
      return 1_000 + 10 * random;
    }
    return mode == Ordering.PARALLEL ? 200 + 15 * random : 1 + random;
  }

  private SplittableRandom random(String deliveryId, int attempt) {
    return new SplittableRandom(seed ^ ((long) deliveryId.hashCode() << 20) ^ attempt);
  }
}
