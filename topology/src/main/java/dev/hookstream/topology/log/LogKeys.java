package dev.hookstream.topology.log;

import dev.hookstream.schemas.LogStatus;
import dev.hookstream.topology.match.DeliveryId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the log's stores: a workspace, a byte that says what it is a key of, and mostly a
 * delivery's id <em>turned</em>, with the endpoint's part in front of the time, so that an
 * endpoint's deliveries lie together, oldest first. The window's start, which the store asks for
 * beside each key, is the time in the id ({@link DeliveryId#timeMillis}), so that an id names its
 * segment.
 *
 * <p>Beside the rows lie two indexes, whose entries end with the turned id: of the deliveries that
 * are not delivered, by status; and of all of them, by event. An entry of an index may be stale;
 * the row says what is true. By event, several deliveries may have one entry together, a group: its
 * key ends with what their ids have in common, time and event, and with where on its topic the
 * first and the last of them were read; its value is their endpoints' parts, one after the other.
 */
public final class LogKeys {
  /** Above every character of an id. */
  private static final String ABOVE = "\u007f";

  private static final char ROW = '\0';
  private static final char STATUS = '\1';
  private static final char EVENT = '\2';
  private static final char TALLY = '\3';
  private static final char GROUP = '\4';

  /** Above all of them. */
  private static final char END = '\5';

  /** Characters of an endpoint's part. */
  static final int ENDPOINT = 8;

  private static final int TIME_START = DeliveryId.PREFIX.length();
  private static final int ENDPOINT_START = TIME_START + 10;
  private static final int EVENT_START = ENDPOINT_START + ENDPOINT;
  private static final int TURNED = DeliveryId.LENGTH - TIME_START;
  private static final int IN_COMMON = TURNED - ENDPOINT;
  private static final int OFFSETS = 2 * Long.BYTES;

  private LogKeys() {}

  /** The keys from one to another, both included. */
  public record Range(Bytes first, Bytes last) {
    /** The same, as far as it lies below a delivery that a page ended with. */
    public Range upTo(String id) {
      byte[] key = last.get();
      byte[] turned = turned(id).getBytes(StandardCharsets.US_ASCII);
      int front = prefixLength(first.get());
      byte[] below = new byte[front + turned.length];
      System.arraycopy(key, 0, below, 0, front);
      System.arraycopy(turned, 0, below, front, turned.length);
      Bytes bound = Bytes.wrap(below);
      return bound.compareTo(last) < 0 ? new Range(first, bound) : this;
    }

    /** First keys end with an endpoint's part and a time. */
    private static int prefixLength(byte[] first) {
      return first.length - 8 - 10;
    }
  }

  /** The row of a delivery. */
  public static Bytes row(String workspace, String id) {
    return bytes(workspace, ROW, turned(id));
  }

  /**
   * The rows of an endpoint in a stretch of time.
   *
   * @param from milliseconds since 1970, at least 0
   * @param to included, at most {@link DeliveryId#MAX_TIME}
   */
  public static Range rows(String workspace, String endpointPart, long from, long to) {
    return range(workspace, ROW, endpointPart, from, to);
  }

  /** The entry of a delivery that is in a status, in the index by status. */
  static Bytes status(String workspace, LogStatus status, String id) {
    return bytes(workspace, STATUS, letter(status) + turned(id));
  }

  /**
   * The entries of an endpoint's deliveries in a status other than delivered; see {@link #rows}.
   */
  public static Range statuses(
      String workspace, LogStatus status, String endpointPart, long from, long to) {
    return range(workspace, STATUS, letter(status) + endpointPart, from, to);
  }

  /** The entry of a delivery in the index by event. */
  static Bytes event(String workspace, String eventId, String id) {
    return bytes(workspace, EVENT, eventId + '\0' + turned(id));
  }

  /** The entries of an event's deliveries to an endpoint; see {@link #rows}. */
  public static Range events(
      String workspace, String eventId, String endpointPart, long from, long to) {
    return range(workspace, EVENT, eventId + '\0' + endpointPart, from, to);
  }

  /** The entries of an event's deliveries to all endpoints. */
  public static Range events(String workspace, String eventId) {
    return new Range(
        bytes(workspace, EVENT, eventId + '\0'), bytes(workspace, EVENT, eventId + '\0' + ABOVE));
  }

  /**
   * The entry of several deliveries of an event that differ in their endpoints alone.
   *
   * @param id one of them
   * @param first where the first of them was read
   * @param last where the last of them was read; another group of theirs with both the same has the
   *     same deliveries, or lacks one that has an entry of its own
   */
  static Bytes group(String workspace, String eventId, String id, long first, long last) {
    byte[] front = bytes(workspace, GROUP, eventId + '\0' + inCommon(id)).get();
    return Bytes.wrap(
        ByteBuffer.allocate(front.length + OFFSETS)
            .put(front)
            .putLong(first)
            .putLong(last)
            .array());
  }

  /** The groups of an event's deliveries. */
  static Range groups(String workspace, String eventId) {
    return new Range(
        bytes(workspace, GROUP, eventId + '\0'), bytes(workspace, GROUP, eventId + '\0' + ABOVE));
  }

  /** What the ids of a group's deliveries have in common. */
  static String inCommon(String id) {
    return id.substring(TIME_START, ENDPOINT_START) + id.substring(EVENT_START);
  }

  /** The deliveries of a group. */
  static List<String> idsOf(Bytes group, byte[] endpoints) {
    return idsOf(group, endpoints, null);
  }

  /** The deliveries of a group to one endpoint, at most one; to all of them where it is null. */
  static List<String> idsOf(Bytes group, byte[] endpoints, @Nullable String only) {
    byte[] key = group.get();
    int start = key.length - OFFSETS - IN_COMMON;
    String common = new String(key, start, IN_COMMON, StandardCharsets.US_ASCII);
    String front = DeliveryId.PREFIX + common.substring(0, 10);
    List<String> ids = new ArrayList<>();
    for (int at = 0; at < endpoints.length; at += ENDPOINT) {
      String endpoint = new String(endpoints, at, ENDPOINT, StandardCharsets.US_ASCII);
      if (only == null || only.equals(endpoint)) {
        ids.add(front + endpoint + common.substring(10));
      }
    }
    return ids;
  }

  /** The tallies of an endpoint; each one's window starts where its stretch of time does. */
  public static Bytes tally(String workspace, String endpointPart) {
    return bytes(workspace, TALLY, endpointPart);
  }

  /** Everything of a workspace, in each of the stores. */
  static Range all(String workspace) {
    return new Range(bytes(workspace, ROW, ""), bytes(workspace, END, ""));
  }

  /** Whether a key of this workspace is that of a tally. */
  static boolean isTally(String workspace, Bytes key) {
    int kind = workspace.getBytes(StandardCharsets.UTF_8).length;
    return key.get()[kind] == TALLY;
  }

  /** Whether the key of a tally is of this workspace. */
  static boolean isTallyOf(String workspace, Bytes key) {
    return key.equals(tally(workspace, endpointOf(key)));
  }

  /** The endpoint's part at the end of the key of a tally. */
  static String endpointOf(Bytes key) {
    byte[] bytes = key.get();
    return new String(bytes, bytes.length - ENDPOINT, ENDPOINT, StandardCharsets.US_ASCII);
  }

  /** The id at the end of the key of a row or of an index's entry. */
  public static String idOf(Bytes key) {
    byte[] bytes = key.get();
    String turned = new String(bytes, bytes.length - TURNED, TURNED, StandardCharsets.US_ASCII);
    return DeliveryId.PREFIX
        + turned.substring(8, 18)
        + turned.substring(0, 8)
        + turned.substring(18);
  }

  /** The second row, of one attempt of a delivery. */
  public static Bytes attempt(String workspace, String id, int round, int attempt) {
    byte[] row = row(workspace, id).get();
    return Bytes.wrap(
        ByteBuffer.allocate(row.length + 2 * Integer.BYTES)
            .put(row)
            .putInt(round)
            .putInt(attempt)
            .array());
  }

  private static Range range(String workspace, char kind, String rest, long from, long to) {
    // The times are in the keys, too: a store that goes by keys alone would walk past every newer
    // delivery of the segment.
    return new Range(
        bytes(workspace, kind, rest + DeliveryId.timePartOf(from)),
        bytes(workspace, kind, rest + DeliveryId.timePartOf(to) + ABOVE));
  }

  private static char letter(LogStatus status) {
    return switch (status) {
      case RETRYING -> 'r';
      case HELD -> 'h';
      case FAILED -> 'f';
      case DISCARDED -> 'd';
      case DELIVERED ->
          throw new IllegalArgumentException("what is delivered has no entry by its status");
    };
  }

  private static String turned(String id) {
    return id.substring(ENDPOINT_START, EVENT_START)
        + id.substring(TIME_START, ENDPOINT_START)
        + id.substring(EVENT_START);
  }

  private static Bytes bytes(String workspace, char kind, String rest) {
    return Bytes.wrap((workspace + kind + rest).getBytes(StandardCharsets.UTF_8));
  }
}
