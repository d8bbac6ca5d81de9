package dev.hookstream.topology.contract;

import static dev.hookstream.topology.contract.SignatureScheme.BODY;
import static dev.hookstream.topology.contract.SignatureScheme.SIGNATURES;
import static dev.hookstream.topology.contract.SignatureScheme.TIMESTAMP;

import dev.hookstream.topology.contract.SignatureScheme.Encoding;
import dev.hookstream.topology.contract.SignatureScheme.HeaderTemplate;
import dev.hookstream.topology.contract.SignatureScheme.KeyForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a contract's {@code signature}. */
final class SignatureReader {
  private static final Map<String, KeyForm> KEYS =
      Map.of("utf8", KeyForm.UTF8, "base64", KeyForm.BASE64);
  private static final Map<String, Encoding> ENCODINGS =
      Map.of("hex", Encoding.HEX, "base64", Encoding.BASE64);

  /** Set by the HTTP client or by the lane; a contract that sets them breaks the request. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "user-agent",
          "webhook-delivery-id",
          "webhook-attempt",
          "webhook-replay-id");

  /** Stand-ins after a mistake, chosen so that it does not bring others after it. */
  private static final Template BODY_ALONE = Template.parse("{body}", SignatureScheme.IN_SIGNED);

  private static final Template SIGNATURE_ALONE =
      Template.parse("{signature}", SignatureScheme.IN_EACH);

  private SignatureReader() {}

  static SignatureScheme read(YamlMap map) {
    Template signed =
        map.need(
            "signed",
            BODY_ALONE,
            v -> v.parsed(BODY_ALONE, text -> Template.parse(text, SignatureScheme.IN_SIGNED)));
    KeyForm keyForm = map.maybe("key", KeyForm.UTF8, value -> value.choice(KEYS, KeyForm.UTF8));
    String keyPrefix = map.maybe("key_prefix", "", YamlValue::text);
    Encoding encoding =
        map.need("encoding", Encoding.HEX, value -> value.choice(ENCODINGS, Encoding.HEX));
    Template each = map.maybe("each", SIGNATURE_ALONE, v -> sendable(v, SignatureScheme.IN_EACH));
    Optional<String> separator = map.get("separator").map(YamlValue::text);
    List<HeaderTemplate> headers = map.need("headers", List.of(), SignatureReader::headers);
    map.done();
    SignatureScheme scheme =
        new SignatureScheme(signed, keyForm, keyPrefix, encoding, each, separator, headers);
    check(map, scheme);
    return scheme;
  }

  private static List<HeaderTemplate> headers(YamlValue value) {
    List<HeaderTemplate> headers = new ArrayList<>();
    value.map().ifPresent(map -> map.all().values().forEach(entry -> headers.add(header(entry))));
    return headers;
  }

  private static HeaderTemplate header(YamlValue value) {
    if (!HeaderText.name(value.key())) {
      value.problem("`" + value.key() + "` cannot be the name of an HTTP header");
    } else if (RESERVED.contains(value.key().toLowerCase(Locale.ROOT))) {
      value.problem("`" + value.key() + "` is set by Hookstream and cannot be set by a contract");
    }
    return new HeaderTemplate(value.key(), sendable(value, SignatureScheme.IN_HEADER));
  }

  private static Template sendable(YamlValue value, Set<String> known) {
    Template template = value.parsed(SIGNATURE_ALONE, text -> Template.parse(text, known));
    if (!HeaderText.printable(template.text())) {
      value.problem("`" + value.key() + "` has a character that no HTTP header can carry");
    }
    return template;
  }

  /** What each key alone cannot show. */
  private static void check(YamlMap map, SignatureScheme scheme) {
    if (!scheme.signed().uses(BODY)) {
      map.problem("`signed` must have {body}, or the signature vouches for nothing");
    }
    if (scheme.headers().isEmpty()) {
      return;
    }
    if (scheme.headers().stream().noneMatch(HeaderTemplate::needsSecret)) {
      map.problem("none of the `headers` carries {signature} or {signatures}");
    }
    if (scheme.signed().uses(TIMESTAMP)
        && scheme.headers().stream().noneMatch(header -> header.value().uses(TIMESTAMP))) {
      map.problem(
          "`signed` has {timestamp} but none of the `headers` does, so no receiver can verify it");
    }
    boolean several = scheme.headers().stream().anyMatch(h -> h.value().uses(SIGNATURES));
    if (several && scheme.separator().isEmpty()) {
      map.problem("{signatures} needs a `separator` to stand between several");
    }
    if (!several && scheme.separator().isPresent()) {
      map.problem("`separator` is for {signatures}, which none of the `headers` has");
    }
    if (!HeaderText.printable(scheme.separator().orElse(""))) {
      map.problem("`separator` has a character that no HTTP header can carry");
    }
  }
}
