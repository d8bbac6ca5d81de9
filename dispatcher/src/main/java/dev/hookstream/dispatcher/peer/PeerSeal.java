package dev.hookstream.dispatcher.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.secret.Keyring;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * What instances say to each other is sealed under the keyset, which they alone have: nobody else
 * can ask, or read an answer. A call has a number, used once, with the time in front of it; an
 * answer opens only under its call's number. For any thread.
 */
final class PeerSeal {
  /** How far apart two instances' clocks may be. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final long MOST_REMEMBERED = 1_000_000;

  /** No endpoint's secret is sealed for a context that begins so. */
  private static final String CALL = "\0peer-call/";

  private static final String ANSWER = "\0peer-answer/";

  private final Keyring keyring;
  private final InstantSource clock;
  private final Cache<String, Boolean> seen =
      Caffeine.newBuilder()
          .expireAfterWrite(SKEW.multipliedBy(3))
          .maximumSize(MOST_REMEMBERED)
          .build();

  PeerSeal(Keyring keyring, InstantSource clock) {
    this.keyring = keyring;
    this.clock = clock;
  }

  String newNumber() {
    return clock.millis() + "." + UUID.randomUUID();
  }

  byte[] sealCall(String number, String to, byte[] call) {
    return keyring.seal(call, CALL + to + "/" + number);
  }

  /**
   * A call that this instance was sent; empty where it is not from one of us, not for this one, too
   * old, or was here before.
   */
  Optional<byte[]> openCall(String number, String to, byte[] parcel) {
    if (!isFresh(number)) {
      return Optional.empty();
    }
    try {
      byte[] call = keyring.open(parcel, CALL + to + "/" + number);
      return seen.asMap().putIfAbsent(number, true) == null ? Optional.of(call) : Optional.empty();
    } catch (CannotOpenException e) {
      return Optional.empty(); // whoever it is learns no more than that
    }
  }

  byte[] sealAnswer(String number, byte[] answer) {
    return keyring.seal(answer, ANSWER + number);
  }

  /**
   * What came back.
   *
   * @throws CannotOpenException where it is no answer of one of us to this call
   */
  byte[] openAnswer(String number, byte[] parcel) {
    return keyring.open(parcel, ANSWER + number);
  }

  private boolean isFresh(String number) {
    int dot = number.indexOf('.');
    try {
      long at = Long.parseLong(number.substring(0, Math.max(0, dot)));
      return Math.abs(clock.millis() - at) <= SKEW.toMillis();
    } catch (NumberFormatException e) {
      return false; // not a number of ours
    }
  }
}
