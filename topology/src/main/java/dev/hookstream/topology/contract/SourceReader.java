package dev.hookstream.topology.contract;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the file of a {@link Source}. */
final class SourceReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern WORKSPACE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,127}");
  private static final Duration USUAL = Duration.ofMinutes(5);

  /** An event's id is known for 24 hours: what passes on either side of now is not taken twice. */
  private static final Duration MOST = Duration.ofHours(12);

  private SourceReader() {}

  static Source.Parts read(YamlMap map) {
    Source.Parts parts =
        new Source.Parts(
            map.need("source", "", v -> matching(v, NAME, "a name of a-z, 0-9 and -")),
            map.need("workspace", "", v -> matching(v, WORKSPACE, "a workspace's id")),
            map.get("product").map(YamlValue::text),
            map.need("secret_from", "", v -> matching(v, VARIABLE, "an environment variable")),
            map.need("signature", noSignature(), SourceReader::signature),
            map.maybe("tolerance", USUAL, SourceReader::tolerance),
            map.get("event_id").map(SourceReader::pointer),
            map.get("sent_at").map(SourceReader::pointer),
            map.need("hooks", Map.of(), SourceReader::hooks));
    map.done();
    return parts;
  }

  private static String matching(YamlValue value, Pattern pattern, String what) {
    String text = value.text();
    if (!pattern.matcher(text).matches()) {
      value.problem("`" + value.key() + "` must be " + what + ", and is `" + text + "`");
    }
    return text;
  }

  private static SignatureScheme signature(YamlValue value) {
    return value.map().map(SignatureReader::read).orElseGet(SourceReader::noSignature);
  }

  /** A stand-in after a mistake. */
  private static SignatureScheme noSignature() {
    return new SignatureScheme(
        Template.parse("{body}", SignatureScheme.IN_SIGNED),
        SignatureScheme.KeyForm.UTF8,
        "",
        SignatureScheme.Encoding.HEX,
        Template.parse("{signature}", SignatureScheme.IN_EACH),
        Optional.empty(),
        List.of());
  }

  private static Duration tolerance(YamlValue value) {
    Duration tolerance = value.duration();
    if (tolerance.compareTo(Duration.ofSeconds(1)) < 0 || tolerance.compareTo(MOST) > 0) {
      value.problem("`tolerance` must be from 1s to 12h");
    }
    return tolerance;
  }

  private static JsonPointer pointer(YamlValue value) {
    return value.parsed(JsonPointer.empty(), JsonPointer::compile);
  }

  private static Map<String, Source.Hook> hooks(YamlValue value) {
    Map<String, Source.Hook> hooks = new LinkedHashMap<>();
    value
        .map()
        .ifPresent(
            map ->
                map.all()
                    .forEach(
                        (name, each) -> {
                          if (!NAME.matcher(name).matches()) {
                            each.problem("a hook's name is of a-z, 0-9 and -, not `" + name + "`");
                          }
                          each.map().ifPresent(hook -> hooks.put(name, hook(hook)));
                        }));
    return hooks;
  }

  private static Source.Hook hook(YamlMap map) {
    Optional<String> type = map.get("type").map(SourceReader::type);
    Map<String, JsonPointer> data = new LinkedHashMap<>();
    map.get("data")
        .flatMap(YamlValue::map)
        .ifPresent(fields -> fields.all().forEach((key, v) -> data.put(key, pointer(v))));
    if (type.isEmpty() && map.has("data")) {
      map.problem("`data` is nobody's without a `type`");
    }
    map.done();
    return new Source.Hook(type, data);
  }

  private static String type(YamlValue value) {
    String type = value.text();
    if (!EventPatterns.isType(type)) {
      value.problem("`type` must be an event's type, and is `" + type + "`");
    }
    return type;
  }
}
