package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.Endpoint;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Seals a workspace's secrets under the key that seals today, a page at a time. What is under it
 * already is not touched, so it can be begun again anywhere.
 */
final class ResealRoute {
  private final Settings settings;
  private final Changes changes;
  private final WebhookForm form;
  private final InstantSource clock;

  ResealRoute(Settings settings, Changes changes, WebhookForm form, InstantSource clock) {
    this.settings = settings;
    this.changes = changes;
    this.form = form;
    this.clock = clock;
  }

  /** What was done so far; {@code moved} were changed by somebody else meanwhile. */
  private record Count(int resealed, int unchanged, int moved) {}

  CompletionStage<Response> reseal(Request request) {
    int limit = Paging.limit(request);
    List<Endpoint> found =
        settings.endpoints(request.workspace(), Paging.cursor(request), limit + 1);
    boolean more = found.size() > limit;
    List<Endpoint> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? page.get(limit - 1).getId() : null;
    CompletionStage<Count> done = CompletableFuture.completedFuture(new Count(0, 0, 0));
    for (Endpoint endpoint : page) {
      done = done.thenCompose(count -> one(request, endpoint, count));
    }
    return done.thenApply(
        count ->
            Response.json(
                200,
                Json.object()
                    .put("resealed", count.resealed())
                    .put("unchanged", count.unchanged())
                    .put("moved", count.moved())
                    .put("next_cursor", Paging.encoded(next))));
  }

  private CompletionStage<Count> one(Request request, Endpoint old, Count count) {
    Endpoint anew = form.resealed(old);
    if (anew.equals(old)) {
      return CompletableFuture.completedFuture(
          new Count(count.resealed(), count.unchanged() + 1, count.moved()));
    }
    return changes
        .submit(ChangeRecords.put(request, anew, old.getRevision(), false, clock.millis()))
        .thenApply(
            result ->
                result instanceof ChangeResult.Applied
                    ? new Count(count.resealed() + 1, count.unchanged(), count.moved())
                    : new Count(count.resealed(), count.unchanged(), count.moved() + 1));
  }
}
