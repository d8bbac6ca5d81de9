package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Changing a webhook. Each try merges the patch into the settings as they are and is applied to
 * exactly those; a caller who named no revision is spared a change by somebody else in between.
 */
final class WebhookPatch {
  private static final int TRIES = 5;

  private final WebhookRoutes webhooks;
  private final Changes changes;
  private final Contracts contracts;
  private final WebhookForm form;
  private final InstantSource clock;
  private final Executor workers;

  WebhookPatch(
      WebhookRoutes webhooks,
      Changes changes,
      Contracts contracts,
      WebhookForm form,
      InstantSource clock,
      Executor workers) {
    this.webhooks = webhooks;
    this.changes = changes;
    this.contracts = contracts;
    this.form = form;
    this.clock = clock;
    this.workers = workers;
  }

  CompletionStage<Response> patch(Request request) {
    return attempt(request, 1);
  }

  private CompletionStage<Response> attempt(Request request, int number) {
    JsonNode body = request.json();
    Endpoint old = webhooks.existing(request);
    long base = old.getRevision();
    boolean pinned = body.hasNonNull("revision");
    if (pinned && body.path("revision").asLong() != base) {
      throw moved(body.path("revision").asLong(), base);
    }
    long now = clock.millis();
    Endpoint changed = form.patch(old, contract(old), request, now).endpoint();
    boolean discard = body.path("on_enable").asText().equals("discard");
    boolean enables =
        old.getStatus() == EndpointStatus.DISABLED && changed.getStatus() == EndpointStatus.ENABLED;
    OptionalLong held = enables ? webhooks.held(old) : OptionalLong.empty();
    return changes
        .submit(ChangeRecords.put(request, changed, base, discard, now))
        .thenComposeAsync(result -> after(request, result, base, pinned, number, held), workers);
  }

  private CompletionStage<Response> after(
      Request request,
      ChangeResult result,
      long base,
      boolean pinned,
      int number,
      OptionalLong held) {
    if (result instanceof ChangeResult.Applied applied) {
      ObjectNode view = webhooks.view(request.workspace(), applied.endpoint());
      held.ifPresent(count -> view.put("held", count));
      return CompletableFuture.completedFuture(Response.json(200, view));
    }
    if (result instanceof ChangeResult.Moved moved) {
      if (pinned || number == TRIES) {
        throw moved(base, moved.currentRevision());
      }
      return attempt(request, number + 1);
    }
    throw WebhookRoutes.refusal(result);
  }

  private static ProblemException moved(long expected, long current) {
    return Problem.conflict(
            "The webhook is at revision "
                + current
                + ", the change was made to "
                + expected
                + ": read it again and decide anew.")
        .asException();
  }

  private Contract contract(Endpoint endpoint) {
    return contracts
        .find(endpoint.getContract())
        .orElseThrow(
            () ->
                Problem.unavailable(
                        "This instance does not have the contract "
                            + endpoint.getContract()
                            + "; the operator must install it.")
                    .asException());
  }
}
