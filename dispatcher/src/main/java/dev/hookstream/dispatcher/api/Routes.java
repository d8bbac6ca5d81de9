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
      PortalTokens portalTokens,
      PrometheusMeterRegistry metrics,
      OpenApi description,
      InstantSource clock,
      Executor workers) {
    WebhookForm form = new WebhookForm(contracts, ports.urlCheck(), keyring);
    WebhookRoutes webhooks =
        new WebhookRoutes(
            ports.settings(), ports.deliveries(), ports.changes(), contracts, form, clock);
    WebhookPatch patch =
        new WebhookPatch(webhooks, ports.changes(), contracts, form, clock, workers);
    ResealRoute reseal = new ResealRoute(ports.settings(), ports.changes(), form, clock);
    TestRoute test = new TestRoute(ports.settings(), ports.testSender(), contracts, clock);
    SecretRoutes secrets =
        new SecretRoutes(webhooks, ports.changes(), contracts, keyring, clock, workers);
    WorkspaceRoutes workspaces =
        new WorkspaceRoutes(
            ports.settings(), ports.changes(), ports.apiKeys(), ports.deliveries(), clock, workers);
    AlertRoutes alerts = new AlertRoutes(ports.settings(), ports.changes(), clock);
    DeliveryRoutes deliveries = new DeliveryRoutes(ports.settings(), ports.deliveries());
    RetryRoute retry = new RetryRoute(ports.settings(), ports.deliveries(), ports.replays(), clock);
    ReplayRoutes replays =
        new ReplayRoutes(
            ports.replays(),
            ports.deadLetters(),
            new ReplayForm(ports.settings(), ports.replays(), ports.deliveries(), clock),
            clock);
    StatsRoute stats = new StatsRoute(ports.settings(), ports.deliveries(), clock);
    int eventBytes = settings.maxEventBytes();
    EventForm eventForm = new EventForm(contracts, ports.settings(), clock);
    EventReach reach = new EventReach(eventForm, ports.settings(), contracts);
    EventRoutes events =
        new EventRoutes(
            eventForm,
            ports.publisher(),
            ports.events(),
            new EventDeliveries(ports.events(), ports.deliveries(), reach),
            new EventQuota(settings.quotas(), ports.settings(), clock),
            contracts,
            eventBytes);
    ListenRoute listen = new ListenRoute(ports.live(), events);
    EventBatch batch =
        new EventBatch(events, description.schema("/components/schemas/NewEvent"), eventBytes);
    KeyRoutes keys = new KeyRoutes(ports.apiKeys(), ports.changes(), contracts, clock);
    HealthRoutes health = new HealthRoutes(ports.readiness(), metrics, description.text());
    PortalAnchors anchors = new PortalAnchors(ports.apiKeys(), clock);
    PortalRoutes portal =
        new PortalRoutes(portalTokens, anchors, ports.changes(), contracts, clock);
    ContractRoutes promises = new ContractRoutes(contracts);
    SparkRoute sparks = new SparkRoute(ports.settings(), ports.deliveries(), clock);
    OperationRoutes operations = new OperationRoutes(ports.operations(), ports.apiKeys());
    UrlRoute urls = new UrlRoute(ports.urlCheck(), contracts);
    long body = ApiSettings.MAX_BODY_BYTES;
    List<Route> routes = new ArrayList<>(HriznRoutes.of(webhooks, patch, test, deliveries));
    routes.addAll(AinativeRoutes.of(webhooks));
    routes.addAll(SourceRoutes.of(contracts, events, ports.events(), clock, eventBytes));
    Collections.addAll(
        routes,
        new Route("POST", "/v1/api-keys", Scope.OPERATOR, body, keys::create),
        new Route("GET", "/v1/api-keys", Scope.OPERATOR, 0, keys::list),
        new Route("DELETE", "/v1/api-keys/{id}", Scope.OPERATOR, 0, keys::revoke),
        new Route("GET", "/v1/me", Scope.KNOWN, 0, portal::me),
        new Route("POST", "/v1/portal-links", Scope.MANAGE, body, portal::create),
        new Route("POST", "/v1/portal-sessions", Scope.SIGNED, 0, portal::exchange),
        new Route("GET", "/v1/contracts", Scope.READ, 0, promises::list),
        // Before the routes of one webhook, whose id they would be taken for.
        new Route("GET", "/v1/webhooks/stats", Scope.READ, 0, sparks::get),
        new Route("POST", "/v1/webhooks/check-url", Scope.MANAGE, body, urls::check),
        new Route("POST", "/v1/webhooks/replay", Scope.MANAGE, body, replays::replay),
        new Route("GET", "/v1/webhooks/replays", Scope.READ, 0, replays::list),
        new Route("GET", "/v1/webhooks/replays/{id}", Scope.READ, 0, replays::get),
        new Route("DELETE", "/v1/webhooks/replays/{id}", Scope.MANAGE, 0, replays::cancel),
        new Route("POST", "/v1/webhooks/reseal", Scope.OPERATOR, 0, reseal::reseal),
        new Route("POST", "/v1/webhooks", Scope.MANAGE, body, webhooks::create),
        new Route("GET", "/v1/webhooks", Scope.READ, 0, webhooks::list),
        new Route("GET", "/v1/webhooks/{id}", Scope.READ, 0, webhooks::get),
        new Route("PATCH", "/v1/webhooks/{id}", Scope.MANAGE, body, patch::patch),
        new Route("DELETE", "/v1/webhooks/{id}", Scope.MANAGE, 0, webhooks::delete),
        new Route("POST", "/v1/webhooks/{id}/test", Scope.MANAGE, body, test::test),
        new Route("POST", "/v1/webhooks/{id}/rotate-secret", Scope.MANAGE, body, secrets::rotate),
        new Route("GET", "/v1/webhooks/{id}/secret", Scope.MANAGE, 0, secrets::reveal),
        new Route("GET", "/v1/workspaces", Scope.OPERATOR, 0, operations::workspaces),
        new Route("GET", "/v1/operations/lag", Scope.OPERATOR, 0, operations::lag),
        new Route("GET", "/v1/operations/webhooks", Scope.OPERATOR, 0, operations::endpoints),
        new Route("GET", "/v1/rejected-events", Scope.OPERATOR, 0, operations::rejected),
        new Route("POST", "/v1/rejected-events/{id}/retry", Scope.OPERATOR, 0, operations::putBack),
        new Route("GET", "/v1/alert-settings", Scope.READ, 0, alerts::get),
        new Route("PUT", "/v1/alert-settings", Scope.MANAGE, body, alerts::put),
        new Route("GET", "/v1/audit", Scope.READ, 0, workspaces::audit),
        new Route("DELETE", "/v1/workspaces/{id}", Scope.OPERATOR, 0, workspaces::erase),
        new Route("GET", "/v1/webhooks/{id}/deliveries", Scope.READ, 0, deliveries::list),
        new Route("GET", "/v1/webhooks/{id}/stats", Scope.READ, 0, stats::get),
        new Route("GET", "/v1/deliveries/{id}", Scope.READ, 0, deliveries::get),
        new Route("POST", "/v1/deliveries/{id}/retry", Scope.MANAGE, 0, retry::retry),
        new Route("GET", "/v1/dead-letters", Scope.READ, 0, replays::deadLetters),
        new Route("POST", "/v1/dead-letters/retry", Scope.MANAGE, body, replays::putBack),
        new Route("POST", "/v1/events", Scope.PUBLISH, eventBytes, events::publish),
        new Route(
            "POST", "/v1/events/batch", Scope.PUBLISH, ApiSettings.MAX_BATCH_BYTES, batch::publish),
        new Route("POST", "/v1/events/dry-run", Scope.READ, eventBytes, reach::dryRun),
        new Route("GET", "/v1/events/{id}", Scope.READ, 0, events::get),
        new Route("GET", "/v1/listen", Scope.READ, 0, listen::listen),
        new Route("GET", "/v1/event-types", Scope.READ, 0, events::types),
        new Route("GET", HealthRoutes.ALIVE, Scope.NONE, 0, health::alive),
        new Route("GET", "/readyz", Scope.NONE, 0, health::ready),
        new Route("GET", "/metrics", Scope.NONE, 0, health::metrics),
        new Route("GET", "/openapi.yaml", Scope.NONE, 0, health::description));
    return List.copyOf(routes);
  }
}
