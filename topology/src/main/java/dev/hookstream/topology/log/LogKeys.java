package dev.hookstream.topology.log;

import dev.hookstream.topology.match.DeliveryId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the log's stores. A row's is its workspace, a zero byte, and the delivery's id with the
 * endpoint's part in front of the time: an endpoint's deliveries lie together, oldest first. The
 * window's start, which the store asks for beside each key, is the time in the id ({@link
 * DeliveryId#timeMillis}), so that an id names its segment.
 */
public final class LogKeys {
  /** Above every character of an id. */
  private static final String ABOVE = "\u007f";

  private static final int TIME_START = DeliveryId.PREFIX.length();
  private static final int ENDPOINT_START = TIME_START + 10;
  private static final int EVENT_START = ENDPOINT_START + 8;

  private LogKeys() {}

  /** The row of a delivery. */
  public static Bytes row(String workspace, String id) {
    return bytes(workspace, turned(id));
  }

  /** Below every row of the endpoint with this part. */
  public static Bytes endpointFirst(String workspace, String endpointPart) {
    return bytes(workspace, endpointPart);
  }

  /** Above every row of the endpoint with this part. */
  public static Bytes endpointLast(String workspace, String endpointPart) {
    return bytes(workspace, endpointPart + ABOVE);
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

  private static String turned(String id) {
    return id.substring(ENDPOINT_START, EVENT_START)
        + id.substring(TIME_START, ENDPOINT_START)
        + id.substring(EVENT_START);
  }

  private static Bytes bytes(String workspace, String rest) {
    return Bytes.wrap((workspace + '\0' + rest).getBytes(StandardCharsets.UTF_8));
  }
}
