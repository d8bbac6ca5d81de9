package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.UrlCheck;
import dev.hookstream.topology.contract.Contracts;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says of a URL, before it is registered, whether it may be. */
final class UrlRoute {
  private final UrlCheck urls;
  private final Contracts contracts;

  UrlRoute(UrlCheck urls, Contracts contracts) {
    this.urls = urls;
    this.contracts = contracts;
  }

  CompletionStage<Response> check(Request request) {
    request.requireOwnWorkspace();
    String url = request.json().path("url").asText();
    Optional<String> refusal =
        request.caller() instanceof Caller.Holder holder
            ? contracts
                .find(holder.key().getContract())
                .flatMap(contract -> contract.subscription().checkUrl(url))
            : Optional.empty();
    refusal = refusal.isPresent() ? refusal : urls.check(url);
    ObjectNode json =
        Json.object().put("ok", refusal.isEmpty()).put("problem", refusal.orElse(null));
    return CompletableFuture.completedFuture(Response.json(200, json));
  }
}
