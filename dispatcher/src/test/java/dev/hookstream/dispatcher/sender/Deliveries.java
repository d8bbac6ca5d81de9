package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryOrder;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Ordering;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries for tests. */
final class Deliveries {
  static final String BODY = "{\"type\":\"a.b\",\"data\":{\"n\":1}}";

  private Deliveries() {}

  static Delivery to(String url) {
    return of("wh_1", "dlv_1", url);
  }

  static Delivery of(String endpoint, String id, String url) {
    return Delivery.newBuilder()
        .setRef(
            DeliveryRef.newBuilder()
                .setDeliveryId(id)
                .setEventId("evt_1")
                .setEventType("a.b")
                .setWorkspaceId("ws_1")
                .setEndpointId(endpoint)
                .setContract("standard")
                .setEventPartition(0)
                .setEventOffset(7)
                .setAcceptedAt(0)
                .build())
        .setDeliveryClass(DeliveryClass.LIVE)
        .setAttempt(1)
        .setFirstAttemptAt(0)
        .setUrl(url)
        .setHeaders(
            List.of(
                new Header("Content-Type", "application/json", false),
                new Header("webhook-id", "evt_1", false)))
        .setBody(ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8)))
        .setTimeoutMs(20_000)
        .setSignedAt(0)
        .setOrder(DeliveryOrder.newBuilder().build())
        .build();
  }

  static Delivery ordered(String endpoint, String id, Ordering mode, @Nullable String previous) {
    Delivery delivery = of(endpoint, id, "https://" + endpoint.replace('_', '-') + ".example/");
    DeliveryOrder order = new DeliveryOrder();
    order.setMode(mode);
    if (previous != null) {
      order.setPreviousDeliveryId(previous);
    }
    delivery.setOrder(order);
    return delivery;
  }

  static Delivery withTimeout(Delivery delivery, int millis) {
    delivery.setTimeoutMs(millis);
    return delivery;
  }

  static String text(@Nullable ByteBuffer bytes) {
    return bytes == null ? "" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
