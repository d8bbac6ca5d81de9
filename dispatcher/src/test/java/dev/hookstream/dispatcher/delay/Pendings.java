package dev.hookstream.dispatcher.delay;

import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Waiting deliveries for tests. */
final class Pendings {
  private Pendings() {}

  static byte[] dueAt(String eventId, long dueAt) {
    DeliveryRef ref =
        DeliveryRef.newBuilder()
            .setDeliveryId("dlv_" + eventId)
            .setEventId(eventId)
            .setEventType("message.sent")
            .setWorkspaceId("w")
            .setEndpointId("wh_1")
            .setContract("standard")
            .setEventPartition(0)
            .setEventOffset(0)
            .setAcceptedAt(0)
            .build();
    Pending pending =
        Pending.newBuilder()
            .setRef(ref)
            .setAttempt(2)
            .setFirstAttemptAt(1)
            .setDueAt(dueAt)
            .setBody(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)))
            .build();
    return AvroCodec.of(Pending.class).encode(pending);
  }

  static Pending read(byte[] value) {
    return AvroCodec.of(Pending.class).decode(value);
  }
}
