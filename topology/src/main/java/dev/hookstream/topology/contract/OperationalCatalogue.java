package dev.hookstream.topology.contract;

import java.util.List;
import java.util.Optional;

/** What {@link OperationalTypes} mean and what their data looks like. Immutable, for any thread. */
public final class OperationalCatalogue {
  private static final List<EventType> TYPES = read();

  private OperationalCatalogue() {}

  /** All of them, in the order in which people meet them. */
  public static List<EventType> types() {
    return TYPES;
  }

  /** One of them; empty where the type is not ours. */
  public static Optional<EventType> find(String type) {
    return TYPES.stream().filter(known -> known.type().equals(type)).findFirst();
  }

  private static List<EventType> read() {
    YamlFile file = new YamlFile("operational-types.yaml");
    List<EventType> types =
        file.parse(Contracts.resource("/operational-types.yaml"))
            .flatMap(map -> map.get("catalogue"))
            .map(CatalogueReader::ours)
            .orElseThrow();
    if (!file.sound()) {
      throw new IllegalStateException(file.problems().toString());
    }
    return types;
  }
}
