package dev.hookstream.topology.match;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The name of a delivery: {@code dlv_} and 30 characters of Crockford's base32 in lower case, 10
 * for the time at which the event was accepted (48 bits, milliseconds), 8 for the endpoint (40 bits
 * of SHA-256) and 12 for the event, its place on the topic and the replay (60 bits of SHA-256).
 *
 * <p>It follows from its delivery alone, so a delivery made twice carries the same id and any
 * instance finds the row of the log from the id: endpoint and time are read out of it. Safe for use
 * by any thread.
 */
public final class DeliveryId {
  /** What every id begins with. */
  public static final String PREFIX = "dlv_";

  /** Characters of an id, prefix included. */
  public static final int LENGTH = 34;

  private static final int TIME_CHARS = 10;
  private static final int ENDPOINT_CHARS = 8;
  private static final int EVENT_CHARS = 12;
  private static final int TIME_START = PREFIX.length();
  private static final int ENDPOINT_START = TIME_START + TIME_CHARS;
  private static final int EVENT_START = ENDPOINT_START + ENDPOINT_CHARS;

  /** The latest time that an id can hold, milliseconds since 1970. */
  public static final long MAX_TIME = (1L << 48) - 1;

  private static final byte[] ALPHABET =
      "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGITS = new byte[128];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      DIGITS[ALPHABET[i]] = (byte) i;
    }
  }

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(DeliveryId::sha);

  private DeliveryId() {}

  /**
   * The id of one delivery. Where one event goes to many endpoints, {@link #eventPartOf} once and
   * {@link #join} for each is the same and spares the hashing.
   *
   * @param endpointPart see {@link #endpointPartOf}
   * @param eventId the event's own id
   * @param partition where the event lies on the events topic
   * @param offset where the event lies on the events topic
   * @param replayId the replay it belongs to, null for the first delivery
   * @param acceptedAtMillis when the event, or the replay's request, was appended to its topic
   */
  public static String of(
      String endpointPart,
      String eventId,
      int partition,
      long offset,
      @Nullable String replayId,
      long acceptedAtMillis) {
    return join(acceptedAtMillis, endpointPart, eventPartOf(eventId, partition, offset, replayId));
  }

  /** The 8 characters that stand for an endpoint; the same endpoint always has the same. */
  public static String endpointPartOf(String endpointId) {
    MessageDigest sha = SHA_256.get();
    return text(leading(sha.digest(endpointId.getBytes(StandardCharsets.UTF_8))), ENDPOINT_CHARS);
  }

  /** The 12 characters that stand for an event, its place and its replay. */
  public static String eventPartOf(
      String eventId, int partition, long offset, @Nullable String replayId) {
    MessageDigest sha = SHA_256.get();
    update(sha, partition);
    update(sha, offset);
    byte[] event = eventId.getBytes(StandardCharsets.UTF_8);
    // The length in front keeps ("ab", "c") and ("a", "bc") apart.
    update(sha, event.length);
    sha.update(event);
    if (replayId != null) {
      sha.update(replayId.getBytes(StandardCharsets.UTF_8));
    }
    return text(leading(sha.digest()), EVENT_CHARS);
  }

  /**
   * An id from its three parts.
   *
   * @throws IllegalArgumentException where the time does not fit into 48 bits or a part has the
   *     wrong length
   */
  public static String join(long acceptedAtMillis, String endpointPart, String eventPart) {
    if (acceptedAtMillis < 0 || acceptedAtMillis > MAX_TIME) {
      throw new IllegalArgumentException("no time of a delivery: " + acceptedAtMillis);
    }
    if (endpointPart.length() != ENDPOINT_CHARS || eventPart.length() != EVENT_CHARS) {
      throw new IllegalArgumentException(
          "no parts of a delivery's id: \"" + endpointPart + "\", \"" + eventPart + "\"");
    }
    return PREFIX + text(acceptedAtMillis << 14, TIME_CHARS) + endpointPart + eventPart;
  }

  /**
   * The 10 characters that stand for a time, in the order of time.
   *
   * @param millis since 1970, 0 to {@link #MAX_TIME}
   */
  public static String timePartOf(long millis) {
    return text(millis << 14, TIME_CHARS);
  }

  /** Whether a text has the form of an id; says nothing of whether there is such a delivery. */
  public static boolean isValid(String id) {
    if (id.length() != LENGTH || !id.startsWith(PREFIX)) {
      return false;
    }
    for (int i = TIME_START; i < LENGTH; i++) {
      char c = id.charAt(i);
      if (c >= DIGITS.length || DIGITS[c] < 0) {
        return false;
      }
    }
    // Ten characters hold 50 bits: a first one above 7 would name a time beyond 48.
    return DIGITS[id.charAt(TIME_START)] <= 7;
  }

  /**
   * When the event was accepted, in milliseconds since 1970.
   *
   * @throws IllegalArgumentException where the text is no id
   */
  public static long timeMillis(String id) {
    long time = 0;
    for (char c : checked(id).substring(TIME_START, ENDPOINT_START).toCharArray()) {
      time = time << 5 | DIGITS[c];
    }
    return time;
  }

  /**
   * The 8 characters that stand for the endpoint.
   *
   * @throws IllegalArgumentException where the text is no id
   */
  public static String endpointPart(String id) {
    return checked(id).substring(ENDPOINT_START, EVENT_START);
  }

  /**
   * The 12 characters that stand for the event and its replay.
   *
   * @throws IllegalArgumentException where the text is no id
   */
  public static String eventPart(String id) {
    return checked(id).substring(EVENT_START);
  }

  private static String checked(String id) {
    if (!isValid(id)) {
      throw new IllegalArgumentException("no delivery's id: \"" + id + "\"");
    }
    return id;
  }

  private static long leading(byte[] hash) {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << 8 | (hash[i] & 0xff);
    }
    return bits;
  }

  /** The first {@code chars} times five bits, from the highest on. */
  private static String text(long bits, int chars) {
    byte[] out = new byte[chars];
    for (int i = 0; i < chars; i++) {
      out[i] = ALPHABET[(int) (bits >>> (59 - 5 * i)) & 31];
    }
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  private static void update(MessageDigest sha, long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      sha.update((byte) (value >>> shift));
    }
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
