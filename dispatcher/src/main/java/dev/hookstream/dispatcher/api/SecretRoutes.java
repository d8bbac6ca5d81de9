package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Note;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.SecretPolicy;
import dev.hookstream.topology.contract.SecretPolicy.Shown;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.secret.Keyring;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Rotating a webhook's secret, and looking at it where the contract lets its owner. */
final class SecretRoutes {
  private static final long USUAL_GRACE_SECONDS = Duration.ofDays(1).toSeconds();
  private static final int TRIES = 5;

  private final WebhookRoutes webhooks;
  private final Changes changes;
  private final Contracts contracts;
  private final SecretForm form;
  private final InstantSource clock;
  private final Executor workers;

  SecretRoutes(
      WebhookRoutes webhooks,
      Changes changes,
      Contracts contracts,
      Keyring keyring,
      InstantSource clock,
      Executor workers) {
    this.webhooks = webhooks;
    this.changes = changes;
    this.contracts = contracts;
    this.form = new SecretForm(keyring);
    this.clock = clock;
    this.workers = workers;
  }

  /** What is asked for; the same in each try. */
  private record Rotation(String secret, long graceMillis, boolean newSigns, boolean shown) {}

  CompletionStage<Response> rotate(Request request) {
    Endpoint endpoint = webhooks.existing(request);
    SecretPolicy policy = contract(endpoint).secretPolicy();
    JsonNode body = request.json();
    Faults faults = new Faults();
    String secret = form.forNew(body.path("secret"), policy, faults).orElse("");
    if (secret.isEmpty() && faults.isEmpty()) {
      faults.add("/secret", "is missing: this contract's secrets are the caller's own");
    }
    faults.raise();
    long grace = body.path("grace_seconds").asLong(USUAL_GRACE_SECONDS);
    return attempt(
        request,
        new Rotation(
            secret,
            Duration.ofSeconds(grace).toMillis(),
            body.path("sign_with").asText().equals("new"),
            policy.shown() != Shown.NEVER),
        1);
  }

  private CompletionStage<Response> attempt(Request request, Rotation wish, int number) {
    Endpoint old = webhooks.existing(request);
    boolean both = contract(old).signsWithAll();
    long now = clock.millis();
    long grace = !both && wish.newSigns() ? 0 : wish.graceMillis();
    List<SealedSecret> secrets = form.rotated(old, wish.secret(), grace, both, now);
    Endpoint changed = Endpoint.newBuilder(old).setSecrets(secrets).setUpdatedAt(now).build();
    return changes
        .submit(ChangeRecords.put(request, changed, old.getRevision(), false, now))
        .thenComposeAsync(
            result -> {
              if (result instanceof ChangeResult.Applied) {
                return CompletableFuture.completedFuture(
                    Response.json(200, rotated(old.getId(), secrets, wish, both)));
              }
              if (result instanceof ChangeResult.Moved moved
                  && moved.currentRevision() != old.getRevision()
                  && number < TRIES) {
                return attempt(request, wish, number + 1);
              }
              throw WebhookRoutes.refusal(result);
            },
            workers);
  }

  private static ObjectNode rotated(
      String id, List<SealedSecret> secrets, Rotation wish, boolean both) {
    boolean alone = secrets.size() == 1;
    return Json.object()
        .put("id", id)
        .put("secret", wish.shown() ? wish.secret() : null)
        .put("old_secret_expires_at", Json.time(oldExpires(secrets)))
        .put("signing", alone ? "new" : both ? "both" : "old");
  }

  /** When the last of the old ones stops signing; null where none signs. */
  private static @Nullable Long oldExpires(List<SealedSecret> secrets) {
    return secrets.stream()
        .map(SealedSecret::getExpiresAt)
        .filter(Objects::nonNull)
        .max(Long::compare)
        .orElse(null);
  }

  /** Shown only once it is on record that it was shown. */
  CompletionStage<Response> reveal(Request request) {
    Endpoint endpoint = webhooks.existing(request);
    if (contract(endpoint).secretPolicy().shown() != Shown.ALWAYS) {
      throw Problem.forbidden(
              "Under the contract "
                  + endpoint.getContract()
                  + " a secret is not shown again; rotate it to have one that you know.")
          .asException();
    }
    SealedSecret current =
        SecretForm.current(endpoint)
            .orElseThrow(() -> Problem.notFound("The webhook has no secret.").asException());
    String secret = open(endpoint, current);
    long now = clock.millis();
    Note note = new Note("webhook.secret_revealed", endpoint.getId(), Map.of());
    return changes
        .submit(ChangeRecords.change(request, note, now))
        .thenApply(
            result -> {
              if (!(result instanceof ChangeResult.Noted)) {
                throw WebhookRoutes.refusal(result);
              }
              Long until = oldExpires(endpoint.getSecrets());
              return Response.json(
                  200,
                  Json.object()
                      .put("id", endpoint.getId())
                      .put("secret", secret)
                      .put("created_at", Json.time(current.getCreatedAt()))
                      .put(
                          "old_secret_expires_at",
                          Json.time(until == null || until <= now ? null : until)));
            });
  }

  private String open(Endpoint endpoint, SealedSecret secret) {
    try {
      return form.open(secret, endpoint.getId());
    } catch (CannotOpenException e) {
      throw Problem.unavailable(
              "The secret was sealed under a key that this instance does not have; the operator"
                  + " must put it back into the keyset.")
          .asException();
    }
  }

  private Contract contract(Endpoint endpoint) {
    return WebhookRoutes.contract(contracts, endpoint.getContract(), "/contract");
  }
}
