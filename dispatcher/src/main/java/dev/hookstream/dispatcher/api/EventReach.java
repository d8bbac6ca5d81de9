package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.EventView;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.flow.EventCheck;
import dev.hookstream.topology.match.EventContent;
import dev.hookstream.topology.match.Reach;
import dev.hookstream.topology.match.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which of the caller's webhooks an event reaches as they are set now, and why. */
final class EventReach {
  private static final int PAGE = 250;

  private final EventForm form;
  private final Settings settings;
  private final Contracts contracts;
  private final EventCheck check;

  EventReach(EventForm form, Settings settings, Contracts contracts) {
    this.form = form;
    this.settings = settings;
    this.contracts = contracts;
    this.check = new EventCheck(contracts);
  }

  private record Place(Endpoint endpoint, Reach reach) {}

  /** A dry run: the event is checked like any, and goes nowhere. */
  CompletionStage<Response> dryRun(Request request) {
    Event event = form.event(request, request.json(), EventRoutes.raw(request.body()), null);
    List<Place> places = places(request, event, Long.MAX_VALUE, endpoint -> true);
    ObjectNode json =
        Json.object()
            .put("type", event.getType())
            .put("workspace_id", event.getWorkspaceId())
            .put("matched", places.stream().filter(place -> place.reach().matches()).count());
    ArrayNode data = json.putArray("data");
    places.forEach(place -> data.add(view(place)));
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  /** Why an event has no delivery to those of the webhooks that it has none to. */
  List<ObjectNode> notDelivered(Request request, EventView view) {
    Set<String> delivered =
        view.deliveries().stream()
            .map(row -> row.getRef().getEndpointId())
            .collect(Collectors.toSet());
    return places(
            request,
            view.event(),
            view.acceptedAt(),
            endpoint -> !delivered.contains(endpoint.getId()))
        .stream()
        .map(EventReach::view)
        .toList();
  }

  private List<Place> places(
      Request request, Event event, long acceptedAt, Predicate<Endpoint> which) {
    String workspace = event.getWorkspaceId();
    Set<String> taking = taking(event);
    EventContent content = new EventContent(event.getData());
    List<Place> places = new ArrayList<>();
    @Nullable String after = null;
    List<Endpoint> page;
    do {
      page = settings.endpoints(workspace, after, PAGE);
      for (Endpoint endpoint : page) {
        after = endpoint.getId();
        if (request.reaches(endpoint.getContract()) && which.test(endpoint)) {
          Target target =
              new Target(
                  endpoint, WebhookRoutes.contract(contracts, endpoint.getContract(), "/contract"));
          places.add(new Place(endpoint, Reach.of(target, event, taking, content, acceptedAt)));
        }
      }
    } while (page.size() == PAGE);
    return places;
  }

  private Set<String> taking(Event event) {
    try {
      return check.contractsFor(event, settings.contracts(event.getWorkspaceId()));
    } catch (BadEventException e) {
      // A contract that took it then may be gone by now: then no webhook's takes it.
      return Set.of();
    }
  }

  private static ObjectNode view(Place place) {
    return Json.object()
        .put("webhook_id", place.endpoint().getId())
        .put("url", place.endpoint().getUrl())
        .put("outcome", WebhookJson.word(place.reach().verdict()))
        .put("reason", place.reach().why())
        .put("filter_pointer", place.reach().pointer());
  }
}
