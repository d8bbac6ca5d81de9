package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.AttemptPointer;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /v1/deliveries/{id}/retry}: one delivery once more, by hand and now. It goes before
 * the events of all workspaces, so each may ask for a few: for many there are jobs, behind them.
 */
final class RetryRoute {
  static final int PER_SECOND = 20;
  static final int BURST = 50;

  private final Settings settings;
  private final Deliveries deliveries;
  private final Replays replays;
  private final Buckets buckets;

  RetryRoute(Settings settings, Deliveries deliveries, Replays replays, InstantSource clock) {
    this.settings = settings;
    this.deliveries = deliveries;
    this.replays = replays;
    this.buckets = new Buckets(PER_SECOND, BURST, clock);
  }

  CompletionStage<Response> retry(Request request) {
    DeliveryView delivery =
        deliveries
            .find(request.workspace(), request.id())
            .filter(found -> request.reaches(found.row().getRef().getContract()))
            .orElseThrow(() -> Problem.notFound("There is no such delivery.").asException());
    LogRow row = delivery.row();
    if (row.getTest()) {
      throw refused("It was a test; send another one.");
    }
    if (row.getAttempts() == 0
        && (row.getStatus() == LogStatus.HELD || row.getStatus() == LogStatus.RETRYING)) {
      throw refused("It waits for its first attempt already.");
    }
    if (settings.endpoint(request.workspace(), row.getRef().getEndpointId()).isEmpty()) {
      throw refused("The webhook that it was for is deleted.");
    }
    String payload = delivery.payload();
    if (payload == null) {
      throw refused("Its body is no longer kept.");
    }
    if (!buckets.take(request.workspace())) {
      throw Problem.of(
              429,
              "too-many-retries",
              "Too many retries by hand",
              "A workspace may retry "
                  + PER_SECOND
                  + " deliveries a second one by one, "
                  + BURST
                  + " at once. For many use POST /v1/dead-letters/retry, or a replay"
                  + " (POST /v1/webhooks/replay).")
          .asException();
    }
    ByteBuffer body = ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8));
    return replays
        .retry(row.getRef(), round(delivery), body)
        .thenApply(
            done ->
                Response.json(
                    202,
                    Json.object()
                        .put("id", row.getRef().getDeliveryId())
                        .put("webhook_id", row.getRef().getEndpointId())
                        .put("event_id", row.getRef().getEventId())));
  }

  private static int round(DeliveryView delivery) {
    AttemptPointer last = delivery.row().getLastAttempt();
    int round = last == null ? 0 : last.getRound();
    for (var attempt : delivery.attempts()) {
      round = Math.max(round, attempt.getRound());
    }
    return round;
  }

  private static ProblemException refused(String why) {
    return Problem.of(409, "cannot-be-retried", "The delivery cannot be retried", why)
        .asException();
  }
}
