package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.RawJson;
import dev.hookstream.schemas.serde.RawValue;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.DataCheck;
import dev.hookstream.topology.contract.OperationalTypes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a body that openapi.yaml allows into an event that a contract allows. */
final class EventForm {
  private static final String ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private final Contracts contracts;
  private final Settings settings;
  private final InstantSource clock;

  EventForm(Contracts contracts, Settings settings, InstantSource clock) {
    this.contracts = contracts;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * An event.
   *
   * @param json the body, valid by its schema
   * @param raw the same body in its own bytes, out of which {@code data} is cut
   * @throws ProblemException 422 with the place at fault, 404 for a foreign workspace
   */
  Event event(Request request, JsonNode json, RawJson raw, @Nullable String idempotencyKey) {
    String workspace = workspace(request, json);
    Optional<Contract> product = product(request, json);
    RawValue data = Objects.requireNonNull(raw.get("data"), "the schema demands data");
    String type = json.path("type").asText();
    List<Contract> under = product.map(List::of).orElseGet(() -> contractsOf(workspace));
    check(under, type, data.bytes());
    return Event.newBuilder()
        .setId(id(json, workspace, product, under, idempotencyKey))
        .setType(type)
        .setWorkspaceId(workspace)
        .setOccurredAt(occurredAt(json))
        .setData(data.raw())
        .setProduct(product.map(Contract::name).orElse(null))
        .build();
  }

  private static String workspace(Request request, JsonNode json) {
    String named = json.path("workspace_id").asText();
    if (request.byOperator() && !named.isEmpty()) {
      String header = request.headers().get("x-workspace-id");
      if (header != null && !header.equals(named)) {
        throw Problem.invalid("/workspace_id", "is not what X-Workspace-Id says").asException();
      }
      return named;
    }
    String own = request.workspace();
    if (!named.isEmpty() && !named.equals(own)) {
      throw Problem.notFound("There is no such workspace for this key.").asException();
    }
    return own;
  }

  private Optional<Contract> product(Request request, JsonNode json) {
    String named = json.path("product").asText();
    if (request.caller() instanceof Caller.Holder holder) {
      String own = holder.key().getContract();
      if (!named.isEmpty() && !named.equals(own)) {
        throw Problem.invalid("/product", "is not the key's, which is " + own).asException();
      }
      return Optional.of(WebhookRoutes.contract(contracts, own, "/product"));
    }
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(WebhookRoutes.contract(contracts, named, "/product"));
  }

  private List<Contract> contractsOf(String workspace) {
    return settings.contracts(workspace).stream()
        .sorted()
        .flatMap(name -> contracts.find(name).stream())
        .toList();
  }

  /** Refuses what every contract refuses; the first one's reasons are told. */
  private static void check(List<Contract> under, String type, byte[] data) {
    if (OperationalTypes.isReserved(type)) {
      throw Problem.invalid("/type", "is a type that Hookstream alone sends").asException();
    }
    List<DataCheck> checks = new ArrayList<>();
    for (Contract contract : under) {
      DataCheck check = contract.catalogue().check(type, data);
      if (check instanceof DataCheck.Ok) {
        return;
      }
      checks.add(check);
    }
    Faults faults = new Faults();
    // Where one contract knows the type, what is wrong with the data tells more than that another
    // does not know it.
    for (DataCheck check : checks) {
      if (check instanceof DataCheck.Invalid invalid && faults.isEmpty()) {
        invalid.problems().forEach(p -> faults.add("/data" + p.pointer(), p.message()));
      }
    }
    if (faults.isEmpty() && !checks.isEmpty() && checks.get(0) instanceof DataCheck.UnknownType t) {
      String hint = t.nearest().map(near -> "; did you mean `" + near + "`?").orElse("");
      faults.add("/type", "is not an event type that is known here" + hint);
    }
    faults.raise();
  }

  private String id(
      JsonNode json,
      String workspace,
      Optional<Contract> product,
      List<Contract> under,
      @Nullable String idempotencyKey) {
    String given = json.path("id").asText();
    if (!given.isEmpty()) {
      return given;
    }
    if (idempotencyKey != null) {
      return idOf(workspace, product.map(Contract::name).orElse(""), idempotencyKey);
    }
    Contract form =
        under.size() == 1 ? under.get(0) : WebhookRoutes.contract(contracts, Contracts.DEFAULT, "");
    return form.newEventId(clock.millis());
  }

  /**
   * The same key is the same id, without a table of keys: the topology drops the second of two
   * events with one id. 130 bits of a hash, so in no contract's own form where that has a time.
   */
  static String idOf(String workspace, String product, String key) {
    byte[] hash =
        Keys.sha256((workspace + '\n' + product + '\n' + key).getBytes(StandardCharsets.UTF_8));
    StringBuilder id = new StringBuilder("evt_");
    int bits = 0;
    int buffer = 0;
    for (int i = 0; id.length() < 30; ) {
      if (bits < 5) {
        buffer = (buffer << 8 | (hash[i++] & 0xff)) & 0xffff;
        bits += 8;
      }
      bits -= 5;
      id.append(ID_ALPHABET.charAt(buffer >> bits & 31));
    }
    return id.toString();
  }

  private Instant occurredAt(JsonNode json) {
    if (!json.has("occurred_at")) {
      return Instant.ofEpochMilli(clock.millis());
    }
    return Times.parse(json.path("occurred_at").asText())
        .orElseThrow(
            () ->
                Problem.invalid("/occurred_at", "is not a time such as " + Times.EXAMPLE)
                    .asException());
  }
}
