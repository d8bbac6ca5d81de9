package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Timings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that cannot be decoded still yields a result, or its lane would wait for it: made from
 * the header that the topology puts on each, {@code workspace_id \n endpoint_id \n delivery_id \n
 * round \n attempt} in UTF-8.
 */
final class UnreadableDelivery {
  static final String HEADER = "hookstream-delivery";

  private UnreadableDelivery() {}

  /** The attempt that says so; empty where the header is missing or makes no sense either. */
  static Optional<Attempt> attempt(ConsumerRecord<byte[], byte[]> found, String why, long at) {
    Header header = found.headers().lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    List<String> parts = new String(header.value(), StandardCharsets.UTF_8).lines().toList();
    if (parts.size() != 5 || !isNumber(parts.get(3)) || !isNumber(parts.get(4))) {
      return Optional.empty();
    }
    DeliveryRef ref =
        DeliveryRef.newBuilder()
            .setWorkspaceId(parts.get(0))
            .setEndpointId(parts.get(1))
            .setDeliveryId(parts.get(2))
            .setEventId("")
            .setEventType("")
            .setContract("")
            .setEventPartition(-1)
            .setEventOffset(-1L)
            .setAcceptedAt(0L)
            .build();
    Attempt attempt =
        Attempt.newBuilder()
            .setRef(ref)
            .setDeliveryClass(DeliveryClass.LIVE)
            .setRound(Integer.parseInt(parts.get(3)))
            .setAttempt(Integer.parseInt(parts.get(4)))
            .setFirstAttemptAt(at)
            .setResult(AttemptResult.FAILED)
            .setAt(at)
            .setTimings(new Timings(-1L, -1L, -1L, -1L, -1L))
            .setUrl("")
            .setRequestHeaders(List.of())
            .setError(ErrorKind.UNREADABLE)
            .setErrorMessage("the delivery's record cannot be read: " + why)
            .setResponseBody(ByteBuffer.allocate(0))
            .build();
    return Optional.of(attempt);
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,9}");
  }
}
