package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Failure;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import dev.hookstream.schemas.ReplayWhat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replays and dead letters as their owner sees them. */
final class ReplayJson {
  private static final ReplayProgress NOTHING_YET =
      ReplayProgress.newBuilder()
          .setState(ReplayState.RUNNING)
          .setFirstOffset(0)
          .setNextOffset(0)
          .setEndOffset(0)
          .setStartedAt(0)
          .setUpdatedAt(0)
          .build();

  private ReplayJson() {}

  static ObjectNode of(ReplayView replay, long now) {
    ReplayJob job = replay.job();
    ReplayProgress known = replay.progress();
    ReplayProgress progress = known == null ? NOTHING_YET : known;
    ObjectNode json =
        Json.object()
            .put("replay_id", replay.id())
            .put("state", state(replay))
            .put("webhook_id", job.getEndpointId())
            .put("event_id", job.getEventId())
            .put(
                "status",
                job.getWhat() == ReplayWhat.PUT_BACK
                    ? "dead_letters"
                    : WebhookJson.word(job.getWhat()))
            .put("since", Json.time(job.getSince()))
            .put("until", Json.time(job.getUntil()))
            .put("reason", job.getReason())
            .put("rate_per_second", job.getRatePerSecond())
            .put("dry_run", job.getDryRun())
            .put("created_at", Json.time(job.getCreatedAt()))
            .put("scanned", progress.getScanned())
            .put("matched", progress.getMatched())
            .put("delivered", progress.getDelivered())
            .put("failed", progress.getFailed())
            .put("dropped", progress.getDropped())
            .put("eta", known == null ? null : Json.time(eta(replay, known, now)))
            .put("problem", progress.getProblem());
    job.getTypes().forEach(json.putArray("types")::add);
    return json;
  }

  private static String state(ReplayView replay) {
    ReplayProgress progress = replay.progress();
    if (replay.cancelled() && !replay.ended()) {
      return "cancelled";
    }
    return progress == null ? "queued" : WebhookJson.word(progress.getState());
  }

  /** As fast as until now; null where it has ended or nothing has happened that says how fast. */
  private static @Nullable Long eta(ReplayView replay, ReplayProgress progress, long now) {
    if (replay.ended() || replay.cancelled()) {
      return null;
    }
    boolean reads = progress.getState() == ReplayState.RUNNING;
    long done =
        reads
            ? progress.getNextOffset() - progress.getFirstOffset()
            : progress.getDelivered() + progress.getFailed() + progress.getDropped();
    long all = reads ? progress.getEndOffset() - progress.getFirstOffset() : progress.getMatched();
    if (done <= 0 || all < done) {
      return null;
    }
    double elapsed = Math.max(1, progress.getUpdatedAt() - progress.getStartedAt());
    return now + (long) (elapsed * (all - done) / done);
  }

  static ObjectNode of(DeadLetter letter) {
    List<Failure> failures = letter.getFailures();
    Failure last = failures.isEmpty() ? null : failures.get(failures.size() - 1);
    return Json.object()
        .put("delivery_id", letter.getRef().getDeliveryId())
        .put("event_id", letter.getRef().getEventId())
        .put("type", letter.getRef().getEventType())
        .put("webhook_id", letter.getRef().getEndpointId())
        .put("replay_id", letter.getRef().getReplayId())
        .put("reason", letter.getReason())
        .put("at", Json.time(letter.getAt()))
        .put("accepted_at", Json.time(letter.getRef().getAcceptedAt()))
        .put("attempts", letter.getAttempts())
        .put("round", letter.getRound())
        .put("last_status_code", last == null ? null : last.getStatus())
        .put(
            "last_error",
            last == null || last.getError() == ErrorKind.NONE
                ? null
                : WebhookJson.word(last.getError()));
  }
}
