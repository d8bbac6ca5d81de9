package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.dispatcher.api.port.TestSender;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.EventType;
import dev.hookstream.topology.contract.OperationalCatalogue;
import dev.hookstream.topology.contract.OperationalTypes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Sends a catalogue's example to a webhook at once. */
final class TestRoute {
  /** Where a contract is open and the webhook names no type. */
  private static final String PING = "test.ping";

  private static final String OPEN_EXAMPLE = "{\"message\":\"A test from Hookstream\"}";

  private final Settings settings;
  private final TestSender sender;
  private final Contracts contracts;
  private final InstantSource clock;

  TestRoute(Settings settings, TestSender sender, Contracts contracts, InstantSource clock) {
    this.settings = settings;
    this.sender = sender;
    this.contracts = contracts;
    this.clock = clock;
  }

  CompletionStage<Response> test(Request request) {
    Endpoint endpoint = WebhookRoutes.existing(settings, request);
    Contract contract = WebhookRoutes.contract(contracts, endpoint.getContract(), "");
    String named = request.json().path("type").asText();
    String type = named.isEmpty() ? type(contract, endpoint.getEvents()) : named;
    Event event =
        Event.newBuilder()
            .setId(
                OperationalTypes.isReserved(type) ? alertId() : contract.newEventId(clock.millis()))
            .setType(type)
            .setWorkspaceId(endpoint.getWorkspaceId())
            .setOccurredAt(clock.instant())
            .setData(example(contract, type))
            .setProduct(
                OperationalTypes.isReserved(type) ? OperationalTypes.PRODUCT : contract.name())
            .build();
    return sender
        .send(endpoint, event)
        .thenApply(attempt -> Response.json(200, view(event, attempt)));
  }

  /**
   * One of ours where it listens to nothing else, else the contract's own test type, else the first
   * that the webhook listens to.
   */
  private static String type(Contract contract, List<String> patterns) {
    if (patterns.stream().allMatch(OperationalTypes::isReserved)) {
      return patterns.get(0); // it is there for these alone
    }
    if (contract.testType().isPresent()) {
      return contract.testType().get();
    }
    if (contract.catalogue().isOpen()) {
      Optional<String> exact = patterns.stream().filter(p -> !p.endsWith("*")).findFirst();
      return exact.orElse(PING);
    }
    return contract.catalogue().types().stream()
        .map(EventType::type)
        .filter(type -> patterns.stream().anyMatch(p -> contract.subscription().matches(p, type)))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid("/type", "is missing: the webhook listens to no known type")
                    .asException());
  }

  private static String alertId() {
    return "alert_" + UUID.randomUUID().toString().replace("-", "");
  }

  private static String example(Contract contract, String type) {
    Optional<EventType> ours = OperationalCatalogue.find(type);
    if (ours.isPresent()) {
      return ours.get().example().toString();
    }
    if (contract.catalogue().isOpen()) {
      return OPEN_EXAMPLE;
    }
    return contract
        .catalogue()
        .find(type)
        .map(entry -> entry.example().toString())
        .orElseThrow(
            () ->
                Problem.invalid(
                        "/type",
                        "is not one of " + String.join(", ", contract.catalogue().typeNames()))
                    .asException());
  }

  private static ObjectNode view(Event event, Attempt attempt) {
    ObjectNode json = Json.object();
    json.put("delivery_id", attempt.getRef().getDeliveryId())
        .put("event_id", event.getId())
        .put("type", event.getType());
    return DeliveryJson.outcome(json, attempt);
  }
}
