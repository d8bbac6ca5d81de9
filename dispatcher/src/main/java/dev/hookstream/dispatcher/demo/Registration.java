package dev.hookstream.dispatcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.receive.SignatureCheck;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import java.util.HashMap;
import java.util.Map;

/** Makes a key for each workspace and registers the webhooks, all over HTTP. */
final class Registration {
  private static final String CALLERS_SECRET = "a-secret-that-initech-chose";

  private final ApiClient api;
  private final String operatorKey;
  private final Contracts contracts;

  Registration(ApiClient api, String operatorKey, Contracts contracts) {
    this.api = api;
    this.operatorKey = operatorKey;
    this.contracts = contracts;
  }

  /** Registers all; returns when events for them can be published. */
  void register(DemoReceiver receiver, Board board) throws InterruptedException {
    Map<Product, String> keys = new HashMap<>();
    for (Product product : DemoEndpoint.products()) {
      keys.put(product, key(product));
    }
    for (DemoEndpoint endpoint : DemoEndpoint.ALL) {
      Contract contract = contracts.find(endpoint.product().contract()).orElseThrow();
      String key = keys.getOrDefault(endpoint.product(), "");
      register(endpoint, contract, key, receiver, board);
    }
  }

  private String key(Product product) throws InterruptedException {
    ObjectNode body =
        ApiClient.object()
            .put("workspace_id", product.workspace())
            .put("contract", product.contract());
    return api.post("/v1/api-keys", operatorKey, body).path("key").asText();
  }

  private void register(
      DemoEndpoint endpoint, Contract contract, String key, DemoReceiver receiver, Board board)
      throws InterruptedException {
    String url = receiver.url(endpoint, contract.subscription().httpsOnly());
    ObjectNode body = ApiClient.object().put("url", url);
    body.put("description", endpoint.behaviour().words());
    endpoint.events().forEach(body.putArray("events")::add);
    if (endpoint.quickRetries()) {
      body.put("retry", DemoFolder.QUICK);
    }
    boolean callers = !contract.secretPolicy().canMake();
    if (callers) {
      body.put("secret", CALLERS_SECRET);
    }
    JsonNode webhook = api.post("/v1/webhooks", key, body);
    String secret = callers ? CALLERS_SECRET : webhook.path("secret").asText();
    receiver.expect(endpoint, new SignatureCheck(contract, secret));
    board.named(webhook.path("id").asText(), endpoint.name());
  }
}
