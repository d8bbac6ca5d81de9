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

  record Place(Endpoint endpoint, Reach reach) {}

  /**
   * Some of the caller's webhooks.
   *
   * @param next the id of the last one that was looked at; null where it was the last
   */
  record Places(List<Place> places, @Nullable String next) {}

  /** A dry run: the event is checked like any, and goes nowhere. */
  CompletionStage<Response> dryRun(Request request) {
    Event event = form.event(request, request.json(), EventRoutes.raw(request.body()), null);
    List<Place> places = new ArrayList<>();
    Look look = new Look(request, event, Long.MAX_VALUE);
    for (String after = look.some(null, PAGE, places); after != null; ) {
      after = look.some(after, PAGE, places);
    }
    ObjectNode json =
        Json.object()
            .put("type", event.getType())
            .put("workspace_id", event.getWorkspaceId())
            .put("matched", places.stream().filter(place -> place.reach().matches()).count());
    ArrayNode data = json.putArray("data");
    places.forEach(place -> data.add(view(place)));
    return CompletableFuture.completedFuture(Response.json(200, json));
  }

  /** What becomes of an event at some of the webhooks, by their ids. */
  Places places(Request request, EventView view, @Nullable String after, int limit) {
    List<Place> places = new ArrayList<>();
    String next = new Look(request, view.event(), view.acceptedAt()).some(after, limit, places);
    return new Places(places, next);
  }

  /** One event, parsed once for all webhooks. */
  private final class Look {
    private final Request request;
    private final Event event;
    private final long acceptedAt;
    private final Set<String> taking;
    private final EventContent content;

    Look(Request request, Event event, long acceptedAt) {
      this.request = request;
      this.event = event;
      this.acceptedAt = acceptedAt;
      this.taking = taking(event);
      this.content = new EventContent(event.getData());
    }

    /** Adds the next ones; answers where to go on, null where there are no more. */
    @Nullable String some(@Nullable String after, int limit, List<Place> places) {
      List<Endpoint> page = settings.endpoints(event.getWorkspaceId(), after, limit);
      for (Endpoint endpoint : page) {
        if (request.reaches(endpoint.getContract())) {
          Target target =
              new Target(
                  endpoint, WebhookRoutes.contract(contracts, endpoint.getContract(), "/contract"));
          places.add(new Place(endpoint, Reach.of(target, event, taking, content, acceptedAt)));
        }
      }
      return page.size() < limit ? null : page.get(limit - 1).getId();
    }
  }

  private Set<String> taking(Event event) {
    try {
      return check.contractsFor(event, settings.contracts(event.getWorkspaceId()));
    } catch (BadEventException e) {
      // A contract that took it then may be gone by now: then no webhook's takes it.
      return Set.of();
    }
  }

  static ObjectNode view(Place place) {
    return Json.object()
        .put("webhook_id", place.endpoint().getId())
        .put("url", place.endpoint().getUrl())
        .put("outcome", WebhookJson.word(place.reach().verdict()))
        .put("reason", place.reach().why())
        .put("filter_pointer", place.reach().pointer());
  }
}
