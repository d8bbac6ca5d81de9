package dev.hookstream.topology.contract;

import dev.hookstream.topology.contract.EnvelopeField.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a contract's {@code body}. */
final class EnvelopeReader {
  private static final Map<String, Source> SOURCES =
      Map.of(
          "id",
          Source.ID,
          "type",
          Source.TYPE,
          "workspace_id",
          Source.WORKSPACE_ID,
          "data",
          Source.DATA);

  private static final Map<String, TimeFormat> TIMES =
      Arrays.stream(TimeFormat.values())
          .collect(Collectors.toMap(TimeFormat::key, Function.identity()));

  private EnvelopeReader() {}

  static Envelope read(YamlValue value) {
    if (value.isText()) {
      if (!value.text().equals("data")) {
        value.problem("`body` must be a mapping of fields, or the word data for data alone");
      }
      return Envelope.dataAlone();
    }
    List<EnvelopeField> fields = value.map().map(EnvelopeReader::fields).orElse(List.of());
    if (dataFields(fields) != 1) {
      value.problem("`body` must have exactly one field that is `data`");
    }
    return Envelope.of(fields);
  }

  private static List<EnvelopeField> fields(YamlMap map) {
    List<EnvelopeField> fields = new ArrayList<>();
    map.all().values().forEach(value -> fields.add(field(value)));
    return fields;
  }

  private static EnvelopeField field(YamlValue value) {
    String name = value.key();
    if (value.isText()) {
      if (value.text().equals("occurred_at")) {
        value.problem("`" + name + "`: a time needs its format: {occurred_at: iso-millis}");
        return new EnvelopeField.Time(name, TimeFormat.ISO_MILLIS);
      }
      return new EnvelopeField.FromEvent(name, value.choice(SOURCES, Source.ID));
    }
    Optional<YamlMap> map = value.map();
    if (map.isEmpty()) {
      return new EnvelopeField.Constant(name, "null");
    }
    EnvelopeField field = fromMap(name, value, map.get());
    map.get().done();
    return field;
  }

  private static EnvelopeField fromMap(String name, YamlValue value, YamlMap map) {
    Optional<YamlValue> time = map.get("occurred_at");
    Optional<YamlValue> constant = map.get("constant");
    Optional<YamlValue> json = map.get("json");
    Optional<YamlValue> nested = map.get("fields");
    if (time.isPresent()) {
      return new EnvelopeField.Time(name, time.get().choice(TIMES, TimeFormat.ISO_MILLIS));
    }
    if (constant.isPresent()) {
      return new EnvelopeField.Constant(name, Envelope.quoted(constant.get().text()));
    }
    if (json.isPresent()) {
      return new EnvelopeField.Constant(name, json.get().json().toString());
    }
    if (nested.isPresent()) {
      List<EnvelopeField> fields = nested.get().map().map(EnvelopeReader::fields).orElse(List.of());
      return new EnvelopeField.Nested(name, fields);
    }
    value.problem("`" + name + "` needs one of: occurred_at, constant, json, fields");
    return new EnvelopeField.Constant(name, "null");
  }

  private static int dataFields(List<EnvelopeField> fields) {
    int count = 0;
    for (EnvelopeField field : fields) {
      if (field instanceof EnvelopeField.FromEvent taken && taken.source() == Source.DATA) {
        count++;
      } else if (field instanceof EnvelopeField.Nested nested) {
        count += dataFields(nested.fields());
      }
    }
    return count;
  }
}
