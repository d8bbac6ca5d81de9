package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.SecretPolicy;
import dev.hookstream.topology.contract.SigningRecipe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a contract promises those who receive its webhooks. */
final class ContractRoutes {
  private final Contracts contracts;

  ContractRoutes(Contracts contracts) {
    this.contracts = contracts;
  }

  /** The key's contract; to the operator all of them. */
  CompletionStage<Response> list(Request request) {
    request.requireOwnWorkspace();
    ObjectNode json = Json.object();
    ArrayNode data = json.putArray("data");
    contracts.all().stream()
        .filter(contract -> request.reaches(contract.name()))
        .forEach(contract -> data.add(view(contract)));
    json.putNull("next_cursor");
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  private static ObjectNode view(Contract contract) {
    ObjectNode json =
        Json.object()
            .put("name", contract.name())
            .put("description", contract.description())
            .put("ordering", WebhookJson.word(contract.defaultOrdering()))
            .put("timeout_ms", contract.timeout().toMillis())
            .put("test_type", contract.testType().orElse(null));
    ArrayNode delays = json.putArray("retry_seconds");
    contract.retry().delays().forEach(delay -> delays.add(delay.toSeconds()));
    SecretPolicy policy = contract.secretPolicy();
    json.putObject("secret")
        .put("made_by", WebhookJson.word(policy.maker()))
        .put("shown", WebhookJson.word(policy.shown()))
        .put("required", policy.required());
    contract
        .signing()
        .ifPresentOrElse(
            recipe -> json.set("signature", signature(recipe)), () -> json.putNull("signature"));
    return json;
  }

  private static ObjectNode signature(SigningRecipe recipe) {
    ObjectNode json =
        Json.object()
            .put("signed", recipe.signed())
            .put("key", recipe.key())
            .put("key_prefix", recipe.keyPrefix())
            .put("encoding", recipe.encoding())
            .put("each", recipe.each())
            .put("separator", recipe.separator().orElse(null));
    ArrayNode headers = json.putArray("headers");
    recipe
        .headers()
        .forEach(h -> headers.addObject().put("name", h.name()).put("value", h.value()));
    return json;
  }
}
