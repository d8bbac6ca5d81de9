package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.PutEndpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;

/** An owner with two endpoints, who changes their settings. */
final class ModelOwner {
  static final List<String> ENDPOINTS = List.of("wh_1", "wh_2");

  private final ModelOracle oracle;
  private final ModelClock clock;
  private final Consumer<Change> changes;
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

  /** Registers both. */
  ModelOwner(ModelAct.Setup setup, ModelOracle oracle, ModelClock clock, Consumer<Change> changes) {
    this.oracle = oracle;
    this.clock = clock;
    this.changes = changes;
    for (String id : ENDPOINTS) {
      Endpoint endpoint = Dispatch.endpoint(id, "standard");
      endpoint.setRetry("arka"); // 5, 25 and 125 s: a delivery can be given up within a history
      endpoint.setOrdering(setup.ordering());
      endpoint.setMaxInFlight(setup.maxInFlight());
      endpoint.setMaxWaitMs(setup.maxWaitSeconds() == 0 ? null : setup.maxWaitSeconds() * 1_000L);
      endpoint.setStopAtDeadLetter(setup.stops());
      endpoints.put(id, endpoint);
      put(endpoint, false);
    }
  }

  /** One of the two. */
  static String id(int which) {
    return ENDPOINTS.get(which % ENDPOINTS.size());
  }

  void mode(int which, Ordering ordering) {
    Endpoint endpoint = endpoints.get(id(which));
    if (endpoint != null && endpoint.getOrdering() != ordering) {
      endpoint.setOrdering(ordering);
      oracle.modeChanged(endpoint.getId());
      put(endpoint, false);
    }
  }

  void status(int which, EndpointStatus status, boolean discardHeld) {
    Endpoint endpoint = endpoints.get(id(which));
    if (endpoint != null) {
      endpoint.setStatus(status);
      put(endpoint, discardHeld);
    }
  }

  void delete(int which) {
    if (endpoints.remove(id(which)) != null) {
      change(new DeleteEndpoint(id(which), null));
    }
  }

  /** Whatever is there delivers, and stops at nothing. */
  void enableAll() {
    for (Endpoint endpoint : endpoints.values()) {
      endpoint.setStatus(EndpointStatus.ENABLED);
      endpoint.setStopAtDeadLetter(false);
      put(endpoint, false);
    }
  }

  private void put(Endpoint endpoint, boolean discardHeld) {
    change(new PutEndpoint(Endpoint.newBuilder(endpoint).build(), null, discardHeld));
  }

  private void change(SpecificRecordBase action) {
    changes.accept(new Change("chg", "ws", clock.now(), "test", action));
  }
}
