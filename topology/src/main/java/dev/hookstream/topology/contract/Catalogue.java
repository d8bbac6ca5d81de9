package dev.hookstream.topology.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The event types of a contract and what their data looks like. Immutable, for any thread. A
 * contract without a catalogue is open: it accepts every type with any JSON object as data.
 */
public final class Catalogue {
  /** At most this many problems are told of one event. */
  public static final int MOST = 20;

  private static final DataCheck OK = new DataCheck.Ok();

  private final Map<String, Entry> entries;

  private record Entry(EventType type, JsonSchema schema) {}

  private Catalogue(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** Accepts every type. */
  static Catalogue open() {
    return new Catalogue(Map.of());
  }

  /**
   * @throws IllegalArgumentException where a schema is none; read the types one by one to know
   *     which
   */
  static Catalogue of(List<EventType> types) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    types.forEach(t -> entries.put(t.type(), new Entry(t, JsonSchemas.compile(t.schema()))));
    return new Catalogue(entries);
  }

  /** Whether every type is accepted. */
  public boolean isOpen() {
    return entries.isEmpty();
  }

  /** In the contract's order; empty where it is open. */
  public List<EventType> types() {
    return entries.values().stream().map(Entry::type).toList();
  }

  /** The names of {@link #types()}. */
  public Collection<String> typeNames() {
    return entries.keySet();
  }

  /** One entry. */
  public Optional<EventType> find(String type) {
    return Optional.ofNullable(entries.get(type)).map(Entry::type);
  }

  /** As {@link #check(String, JsonNode)}, for data that has not been parsed: UTF-8. */
  public DataCheck check(String type, byte[] dataJson) {
    try {
      return check(type, EventData.parse(dataJson));
    } catch (JsonProcessingException e) {
      return invalid("data is not JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Holds an event against this catalogue.
   *
   * @param data as {@link EventData} parses it
   */
  public DataCheck check(String type, JsonNode data) {
    @Nullable Entry entry = entries.get(type);
    if (entry == null && !isOpen()) {
      return new DataCheck.UnknownType(type, Nearest.to(type, entries.keySet()));
    }
    if (!data.isObject()) {
      return invalid("data must be a JSON object");
    }
    if (entry == null) {
      return OK;
    }
    List<DataCheck.Problem> problems = JsonSchemas.problems(entry.schema(), data);
    return problems.isEmpty()
        ? OK
        : new DataCheck.Invalid(problems.stream().limit(MOST).collect(Collectors.toList()));
  }

  private static DataCheck invalid(String message) {
    return new DataCheck.Invalid(List.of(new DataCheck.Problem("", message)));
  }
}
