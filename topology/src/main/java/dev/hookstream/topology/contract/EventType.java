package dev.hookstream.topology.contract;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entry of a catalogue.
 *
 * @param schema a JSON Schema (2020-12) of {@code data}
 * @param example a {@code data} that follows the schema
 */
public record EventType(
    String type, String group, String description, JsonNode schema, JsonNode example) {}
