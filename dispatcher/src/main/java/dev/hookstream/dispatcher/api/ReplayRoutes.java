package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.DeadLetters;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.ReplayJob;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Replays, and the dead letters that can be put back. */
final class ReplayRoutes {
  /** So many of a workspace that have not ended are enough. */
  static final int MOST_OPEN = 20;

  private static final Duration DRY_RUN_PATIENCE = Duration.ofSeconds(8);

  private final Replays replays;
  private final DeadLetters deadLetters;
  private final ReplayForm form;
  private final InstantSource clock;

  ReplayRoutes(Replays replays, DeadLetters deadLetters, ReplayForm form, InstantSource clock) {
    this.replays = replays;
    this.deadLetters = deadLetters;
    this.form = form;
    this.clock = clock;
  }

  CompletionStage<Response> replay(Request request) {
    return start(request, form.replay(request));
  }

  CompletionStage<Response> putBack(Request request) {
    return start(request, form.putBack(request));
  }

  private CompletionStage<Response> start(Request request, ReplayJob job) {
    String workspace = request.workspace();
    long open =
        replays.list(workspace, null, 10 * MOST_OPEN).stream()
            .filter(replay -> !replay.ended() && !replay.cancelled())
            .count();
    if (open >= MOST_OPEN) {
      throw Problem.of(
              409,
              "too-many-replays",
              "Too many replays",
              MOST_OPEN + " replays of the workspace have not ended: wait for one, or cancel one.")
          .asException();
    }
    return replays
        .start(workspace, job)
        .thenCompose(
            replay ->
                job.getDryRun()
                    ? replays.ended(replay, DRY_RUN_PATIENCE)
                    : CompletableFuture.completedFuture(replay))
        .thenApply(replay -> Response.json(202, ReplayJson.of(replay, clock.millis())));
  }

  CompletionStage<Response> list(Request request) {
    int limit = Paging.limit(request);
    List<ReplayView> found = replays.list(request.workspace(), Paging.cursor(request), limit + 1);
    boolean more = found.size() > limit;
    List<ReplayView> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? page.get(limit - 1).id() : null;
    long now = clock.millis();
    long first = form.firstOf(request);
    return CompletableFuture.completedFuture(
        Paging.answer(
            new Page<>(page.stream().filter(its -> visible(request, its, first)).toList(), next),
            replay -> ReplayJson.of(replay, now)));
  }

  CompletionStage<Response> get(Request request) {
    return CompletableFuture.completedFuture(
        Response.json(
            200, ReplayJson.of(existing(request, form.firstOf(request)), clock.millis())));
  }

  CompletionStage<Response> cancel(Request request) {
    ReplayView replay = existing(request, firstIfKnown(request));
    if (replay.ended() && !replay.cancelled()) {
      throw Problem.conflict("The replay has ended; there is nothing to cancel.").asException();
    }
    return replays
        .cancel(replay, request.caller().name())
        .thenApply(cancelled -> Response.json(200, ReplayJson.of(cancelled, clock.millis())));
  }

  /** A replay must be stoppable while the log restores; one of an erased workspace may be, too. */
  private long firstIfKnown(Request request) {
    try {
      return form.firstOf(request);
    } catch (NotReadyException e) {
      return Long.MIN_VALUE;
    }
  }

  private ReplayView existing(Request request, long first) {
    return replays
        .find(request.workspace(), request.id())
        .filter(replay -> visible(request, replay, first))
        .orElseThrow(() -> Problem.notFound("There is no such replay.").asException());
  }

  private static boolean visible(Request request, ReplayView replay, long first) {
    String own = ReplayForm.contract(request);
    return (own == null || Objects.equals(own, replay.job().getContract()))
        && replay.job().getCreatedAt() >= first;
  }

  CompletionStage<Response> deadLetters(Request request) {
    String cursor = Paging.cursor(request);
    Page<DeadLetter> page;
    try {
      page =
          deadLetters.list(
              request.workspace(), form.letters(request), cursor, Paging.limit(request));
    } catch (IllegalArgumentException e) {
      if (cursor == null) {
        throw e;
      }
      throw Paging.badCursor();
    }
    return CompletableFuture.completedFuture(Paging.answer(page, ReplayJson::of));
  }
}
