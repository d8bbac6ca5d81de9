package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * hrizn's own management paths (CONTRACTS, "Two products' own management paths"): the native
 * operations under that product's addresses, for keys of that contract.
 */
final class HriznRoutes {
  private static final String CONTRACT = "hrizn";
  private static final String ROOT = "/v1/public/webhooks";

  private HriznRoutes() {}

  static List<Route> of(
      WebhookRoutes webhooks, WebhookPatch patch, TestRoute test, DeliveryRoutes deliveries) {
    long body = ApiSettings.MAX_BODY_BYTES;
    return List.of(
        route("POST", "", Scope.MANAGE, body, webhooks::create),
        route("GET", "", Scope.READ, 0, webhooks::list),
        route("PATCH", "/{id}", Scope.MANAGE, body, patch::patch),
        route("DELETE", "/{id}", Scope.MANAGE, 0, webhooks::delete),
        // Whatever the body says, that product sends its test.ping.
        route(
            "POST",
            "/{id}/test",
            Scope.MANAGE,
            body,
            request -> test.test(request.withJson(MissingNode.getInstance()))),
        route("GET", "/{id}/deliveries", Scope.READ, 0, deliveries::list));
  }

  private static Route route(
      String method, String path, Scope scope, long maxBody, Route.Handler handler) {
    return new Route(method, ROOT + path, scope, maxBody, Dialect.only(CONTRACT, handler));
  }
}
