package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.topology.contract.Contract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/listen}: a workspace's events as they come, for who has no address that we can reach.
 * A listener costs a thread and a consumer, so there are only so many.
 */
final class ListenRoute {
  private static final int MOST = 64;
  private static final int MOST_OF_WORKSPACE = 8;

  private final LiveEvents live;
  private final EventRoutes events;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<String, Integer> ofWorkspace = new ConcurrentHashMap<>();

  ListenRoute(LiveEvents live, EventRoutes events) {
    this.live = live;
    this.events = events;
  }

  CompletionStage<Response> listen(Request request) {
    String workspace = request.workspace();
    Contract contract = events.contractOf(request);
    List<String> patterns = patterns(request, contract);
    @Nullable String after =
        Optional.ofNullable(request.query("after")).orElse(request.headers().get("last-event-id"));
    sitDown(workspace);
    try {
      LiveEvents.Reader reader = live.open(workspace, after);
      LiveBody body =
          new ListenBody(reader, workspace, contract, patterns, () -> standUp(workspace));
      return CompletableFuture.completedFuture(Response.live(body));
    } catch (RuntimeException e) {
      standUp(workspace);
      if (e instanceof IllegalArgumentException) {
        throw OpenApiOperation.badParameter("after", String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static List<String> patterns(Request request, Contract contract) {
    String named = request.query("events");
    if (named == null) {
      // Everything, what only its name reaches included: who listens wants to see it.
      return List.of();
    }
    List<String> patterns = List.of(named.split(",", -1));
    for (String pattern : patterns) {
      contract
          .subscription()
          .checkPattern(pattern)
          .ifPresent(
              problem -> {
                throw OpenApiOperation.badParameter("events", problem);
              });
    }
    return patterns;
  }

  private void sitDown(String workspace) {
    if (all.incrementAndGet() > MOST) {
      all.decrementAndGet();
      throw Problem.unavailable("Too many are listening to this instance; try again later.")
          .asException();
    }
    if (ofWorkspace.merge(workspace, 1, Integer::sum) > MOST_OF_WORKSPACE) {
      standUp(workspace);
      throw Problem.of(
              429,
              "too-many-listeners",
              "Too many listeners",
              "At most " + MOST_OF_WORKSPACE + " may listen to a workspace at once.")
          .asException();
    }
  }

  private void standUp(String workspace) {
    all.decrementAndGet();
    ofWorkspace.computeIfPresent(workspace, (name, count) -> count == 1 ? null : count - 1);
  }
}
