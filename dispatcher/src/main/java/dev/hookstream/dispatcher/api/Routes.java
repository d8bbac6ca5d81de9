package dev.hookstream.dispatcher.api;

import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.Keyring;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;

/** Every operation of the API, in one table. */
final class Routes {
  private Routes() {}

  static List<Route> of(
      ApiSettings settings,
      Ports ports,
      Contracts contracts,
      Keyring keyring,
      PrometheusMeterRegistry metrics,
      OpenApi description,
      InstantSource clock,
      Executor workers) {
    WebhookForm form = new WebhookForm(contracts, ports.urlCheck(), keyring);
    WebhookRoutes webhooks =
        new WebhookRoutes(ports.settings(), ports.changes(), contracts, form, clock);
    WebhookPatch patch =
        new WebhookPatch(webhooks, ports.changes(), contracts, form, clock, workers);
    TestRoute test = new TestRoute(ports.settings(), ports.testSender(), contracts, clock);
    DeliveryRoutes deliveries = new DeliveryRoutes(ports.settings(), ports.deliveries());
    int eventBytes = settings.maxEventBytes();
    EventRoutes events =
        new EventRoutes(
            new EventForm(contracts, ports.settings(), clock),
            ports.publisher(),
            ports.events(),
            contracts,
            eventBytes);
    EventBatch batch =
        new EventBatch(events, description.schema("/components/schemas/NewEvent"), eventBytes);
    KeyRoutes keys = new KeyRoutes(ports.apiKeys(), ports.changes(), contracts, clock);
    HealthRoutes health = new HealthRoutes(ports.readiness(), metrics, description.text());
    long body = ApiSettings.MAX_BODY_BYTES;
    List<Route> routes = new ArrayList<>(HriznRoutes.of(webhooks, patch, test, deliveries));
    routes.addAll(AinativeRoutes.of(webhooks));
    routes.addAll(SourceRoutes.of(contracts, events, ports.events(), clock, eventBytes));
    Collections.addAll(
        routes,
        new Route("POST", "/v1/api-keys", Scope.OPERATOR, body, keys::create),
        new Route("GET", "/v1/api-keys", Scope.OPERATOR, 0, keys::list),
        new Route("DELETE", "/v1/api-keys/{id}", Scope.OPERATOR, 0, keys::revoke),
        new Route("POST", "/v1/webhooks", Scope.MANAGE, body, webhooks::create),
        new Route("GET", "/v1/webhooks", Scope.READ, 0, webhooks::list),
        new Route("GET", "/v1/webhooks/{id}", Scope.READ, 0, webhooks::get),
        new Route("PATCH", "/v1/webhooks/{id}", Scope.MANAGE, body, patch::patch),
        new Route("DELETE", "/v1/webhooks/{id}", Scope.MANAGE, 0, webhooks::delete),
        new Route("POST", "/v1/webhooks/{id}/test", Scope.MANAGE, body, test::test),
        new Route("GET", "/v1/webhooks/{id}/deliveries", Scope.READ, 0, deliveries::list),
        new Route("GET", "/v1/deliveries/{id}", Scope.READ, 0, deliveries::get),
        new Route("POST", "/v1/events", Scope.PUBLISH, eventBytes, events::publish),
        new Route(
            "POST", "/v1/events/batch", Scope.PUBLISH, ApiSettings.MAX_BATCH_BYTES, batch::publish),
        new Route("GET", "/v1/events/{id}", Scope.READ, 0, events::get),
        new Route("GET", "/v1/event-types", Scope.READ, 0, events::types),
        new Route("GET", "/healthz", Scope.NONE, 0, health::alive),
        new Route("GET", "/readyz", Scope.NONE, 0, health::ready),
        new Route("GET", "/metrics", Scope.NONE, 0, health::metrics),
        new Route("GET", "/openapi.yaml", Scope.NONE, 0, health::description));
    return List.copyOf(routes);
  }
}
