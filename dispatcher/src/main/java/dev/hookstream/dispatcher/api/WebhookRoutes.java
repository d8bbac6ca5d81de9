package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.SecretPolicy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registering, looking at and deleting webhooks; changing them is {@link WebhookPatch}. */
final class WebhookRoutes {
  private static final Logger log = LoggerFactory.getLogger(WebhookRoutes.class);

  private final Settings settings;
  private final Deliveries deliveries;
  private final Changes changes;
  private final Contracts contracts;
  private final WebhookForm form;
  private final InstantSource clock;

  WebhookRoutes(
      Settings settings,
      Deliveries deliveries,
      Changes changes,
      Contracts contracts,
      WebhookForm form,
      InstantSource clock) {
    this.settings = settings;
    this.deliveries = deliveries;
    this.changes = changes;
    this.contracts = contracts;
    this.form = form;
    this.clock = clock;
  }

  CompletionStage<Response> create(Request request) {
    long now = clock.millis();
    String id = "wh_" + UlidCreator.getUlid(now).toString().toLowerCase(Locale.ROOT);
    WebhookForm.Filled filled = form.create(request, id, contract(request), now);
    return changes
        .submit(ChangeRecords.put(request, filled.endpoint(), 0L, false, now))
        .thenApply(
            result -> {
              if (result instanceof ChangeResult.Applied applied) {
                ObjectNode json = WebhookJson.of(applied.endpoint(), LaneView.IDLE, null);
                json.put("secret", shown(filled));
                return Response.json(201, json);
              }
              throw refusal(result);
            });
  }

  private @Nullable String shown(WebhookForm.Filled filled) {
    boolean never =
        contract(contracts, filled.endpoint().getContract(), "/contract").secretPolicy().shown()
            == SecretPolicy.Shown.NEVER;
    return never ? null : filled.newSecret().orElse(null);
  }

  private Contract contract(Request request) {
    String named = request.json().path("contract").asText();
    String name = named.isEmpty() ? Contracts.DEFAULT : named;
    if (request.caller() instanceof Caller.Holder holder) {
      name = holder.key().getContract();
      if (!named.isEmpty() && !named.equals(name)) {
        throw Problem.invalid("/contract", "is not the key's, which is " + name).asException();
      }
    }
    return contract(contracts, name, "/contract");
  }

  static Contract contract(Contracts contracts, String name, String pointer) {
    return contracts
        .find(name)
        .orElseThrow(
            () ->
                Problem.invalid(
                        pointer,
                        "is not one of "
                            + String.join(
                                ", ", contracts.all().stream().map(Contract::name).toList()))
                    .asException());
  }

  CompletionStage<Response> list(Request request) {
    int limit = Paging.limit(request);
    String workspace = request.workspace();
    List<Endpoint> found = new ArrayList<>();
    String after = Paging.cursor(request);
    boolean more = true;
    // Endpoints of the workspace's other contracts are passed over, so a page may take several
    // reads; one endpoint more than the page tells whether there is another page.
    while (more && found.size() <= limit) {
      List<Endpoint> part = settings.endpoints(workspace, after, limit + 1);
      part.stream().filter(e -> request.reaches(e.getContract())).forEach(found::add);
      more = part.size() == limit + 1;
      after = part.isEmpty() ? after : part.get(part.size() - 1).getId();
    }
    boolean next = found.size() > limit;
    List<Endpoint> page = next ? found.subList(0, limit) : found;
    @Nullable String cursor = next ? page.get(limit - 1).getId() : null;
    return CompletableFuture.completedFuture(
        Paging.answer(new Page<>(views(workspace, page), cursor), view -> view));
  }

  CompletionStage<Response> get(Request request) {
    Endpoint endpoint = existing(request);
    return CompletableFuture.completedFuture(
        Response.json(200, view(request.workspace(), endpoint)));
  }

  CompletionStage<Response> delete(Request request) {
    Endpoint endpoint = existing(request);
    return changes
        .submit(
            ChangeRecords.change(
                request, new DeleteEndpoint(endpoint.getId(), null), clock.millis()))
        .thenApply(
            result -> {
              if (result instanceof ChangeResult.Deleted) {
                return Response.noContent();
              }
              throw refusal(result);
            });
  }

  /** The endpoint that the path names. */
  Endpoint existing(Request request) {
    return existing(settings, request);
  }

  static Endpoint existing(Settings settings, Request request) {
    Optional<Endpoint> found = settings.endpoint(request.workspace(), request.id());
    return found
        .filter(endpoint -> request.reaches(endpoint.getContract()))
        .orElseThrow(() -> Problem.notFound("There is no such webhook.").asException());
  }

  /** How many deliveries wait for a webhook, as this instance knows. */
  OptionalLong held(Endpoint endpoint) {
    return OptionalLong.of(settings.lane(endpoint.getWorkspaceId(), endpoint.getId()).backlog());
  }

  ObjectNode view(String workspace, Endpoint endpoint) {
    return views(workspace, List.of(endpoint)).get(0);
  }

  /** What is beside the settings is asked for at once: it may be another instance that knows. */
  private List<ObjectNode> views(String workspace, List<Endpoint> endpoints) {
    Map<String, Double> rates = rates(workspace, endpoints);
    List<LaneView> lanes =
        settings.lanes(workspace, endpoints.stream().map(Endpoint::getId).toList());
    List<ObjectNode> views = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      views.add(WebhookJson.of(endpoint, lanes.get(i), rates.get(endpoint.getId())));
    }
    return views;
  }

  /** A log that cannot be asked now keeps nobody from seeing a webhook: its rate is not known. */
  private Map<String, Double> rates(String workspace, List<Endpoint> endpoints) {
    try {
      return deliveries.successRates(workspace, endpoints.stream().map(Endpoint::getId).toList());
    } catch (NotReadyException e) {
      log.debug("The success rates are not known now", e);
      return Map.of();
    }
  }

  /** What a refused change is to its caller. */
  static ProblemException refusal(ChangeResult result) {
    if (result instanceof ChangeResult.Gone) {
      return Problem.notFound("There is no such webhook (any more).").asException();
    }
    if (result instanceof ChangeResult.Moved moved) {
      return Problem.conflict(moved.reason()).asException();
    }
    if (result instanceof ChangeResult.Refused refused) {
      return Problem.of(422, "refused", "The change was refused", refused.reason()).asException();
    }
    if (result instanceof ChangeResult.OverQuota over) {
      return Problem.overQuota(
              422, "quota." + over.of(), "at most " + over.most() + " " + over.of())
          .asException();
    }
    throw new IllegalStateException("an unfitting answer to a change: " + result);
  }
}
