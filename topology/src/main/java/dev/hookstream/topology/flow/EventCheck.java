package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.serde.BadEventException;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.contract.DataCheck;
import dev.hookstream.topology.contract.OperationalTypes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds an event against the catalogues: under the product it names, or under each contract that
 * its workspace has keys or endpoints for. It is bad only where none of them can take it.
 */
public final class EventCheck {
  private static final String UNKNOWN_TYPE = "unknown_type";

  private final Contracts contracts;

  /** Over the contracts of an installation. */
  public EventCheck(Contracts contracts) {
    this.contracts = contracts;
  }

  /**
   * The names of the contracts that take the event; empty where the workspace has none at all.
   *
   * @param ofWorkspace the contracts that the workspace has keys or endpoints for
   * @throws BadEventException where none of them takes it, with the best reason
   */
  public Set<String> contractsFor(Event event, Set<String> ofWorkspace) throws BadEventException {
    String product = event.getProduct();
    if (OperationalTypes.isOurs(event)) {
      return ofWorkspace;
    }
    if (OperationalTypes.isReserved(event.getType())) {
      throw new BadEventException(
          "reserved_type",
          "/type",
          "events of the type '" + event.getType() + "' are made by Hookstream alone");
    }
    if (product != null && contracts.find(product).isEmpty()) {
      throw new BadEventException(
          "unknown_product", "/product", "no contract is called '" + product + "'");
    }
    Set<String> candidates = product == null ? ofWorkspace : Set.of(product);
    Set<String> taking = new LinkedHashSet<>();
    BadEventException reason = null;
    for (String candidate : candidates) {
      Optional<Contract> contract = contracts.find(candidate);
      if (contract.isPresent()) {
        BadEventException refused = refusal(event, contract.get());
        if (refused == null) {
          taking.add(candidate);
        } else {
          reason = better(reason, refused);
        }
      }
    }
    if (taking.isEmpty() && reason != null) {
      throw reason;
    }
    return taking;
  }

  /** Whether a contract's catalogue takes the event as it is. */
  public static boolean takes(Event event, Contract contract) {
    return refusal(event, contract) == null;
  }

  private static @Nullable BadEventException refusal(Event event, Contract contract) {
    if (contract.catalogue().isOpen() || OperationalTypes.isOurs(event)) {
      return null;
    }
    DataCheck check =
        contract
            .catalogue()
            .check(event.getType(), event.getData().getBytes(StandardCharsets.UTF_8));
    if (check instanceof DataCheck.UnknownType unknown) {
      return new BadEventException(
          UNKNOWN_TYPE,
          "/type",
          "the contract "
              + contract.name()
              + " has no type '"
              + unknown.type()
              + "'"
              + unknown.nearest().map(near -> "; is it " + near + "?").orElse(""));
    } else if (check instanceof DataCheck.Invalid invalid) {
      DataCheck.Problem first = invalid.problems().get(0);
      return new BadEventException(
          "data_breaks_schema",
          "/data" + first.pointer(),
          "under the contract " + contract.name() + ": " + first.message());
    }
    return null;
  }

  /** Data that breaks a schema says more than a type that another contract does not know. */
  private static BadEventException better(
      @Nullable BadEventException known, BadEventException next) {
    return known == null || known.reason().equals(UNKNOWN_TYPE) ? next : known;
  }
}
