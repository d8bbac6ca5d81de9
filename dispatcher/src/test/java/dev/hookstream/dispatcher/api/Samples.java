package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Timings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records as the other parts make them. */
final class Samples {
  private Samples() {}

  static DeliveryRef ref(String delivery, String workspace, String contract, String endpoint) {
    return DeliveryRef.newBuilder()
        .setDeliveryId(delivery)
        .setEventId("evt_1")
        .setEventType("chat.message.created")
        .setWorkspaceId(workspace)
        .setEndpointId(endpoint)
        .setContract(contract)
        .setEventPartition(3)
        .setEventOffset(42)
        .setAcceptedAt(1_700_000_000_123L)
        .build();
  }

  static LogRow row(DeliveryRef ref) {
    return LogRow.newBuilder()
        .setRef(ref)
        .setStatus(LogStatus.RETRYING)
        .setAttempts(1)
        .setLastStatus(500)
        .setLastError(ErrorKind.STATUS)
        .setLastAttemptAt(1_700_000_000_223L)
        .setLastDurationUs(12_600)
        .setNextAttemptAt(1_700_000_005_223L)
        .build();
  }

  static Attempt attempt(DeliveryRef ref) {
    return Attempt.newBuilder()
        .setRef(ref)
        .setAttempt(1)
        .setFirstAttemptAt(1_700_000_000_223L)
        .setResult(AttemptResult.FAILED)
        .setAt(1_700_000_000_223L)
        .setTimings(
            Timings.newBuilder()
                .setResolved(1_000)
                .setConnected(3_500)
                .setFirstByte(10_000)
                .setTotal(12_600)
                .build())
        .setUrl("https://example.com/hook")
        .setRequestHeaders(
            List.of(
                new Header("webhook-id", "evt_1", false),
                new Header("Authorization", "c2VhbGVk", true)))
        .setStatus(500)
        .setError(ErrorKind.STATUS)
        .setErrorMessage("the receiver answered 500")
        .setResponseHeaders(List.of(new Header("Server", "x", false)))
        .setResponseBody(ByteBuffer.wrap("oh \"no\" \u00e9".getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  static Attempt attempt(Endpoint endpoint, Event event) {
    DeliveryRef ref =
        ref("dlv_test", endpoint.getWorkspaceId(), endpoint.getContract(), endpoint.getId());
    return Attempt.newBuilder(attempt(ref))
        .setTest(true)
        .setResult(AttemptResult.DELIVERED)
        .setStatus(200)
        .setError(ErrorKind.NONE)
        .setErrorMessage(null)
        .setResponseBody(ByteBuffer.wrap(event.getType().getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
