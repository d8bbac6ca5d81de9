package dev.hookstream.topology.contract;

import dev.hookstream.schemas.Ordering;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one contract's file, section by section. */
final class ContractReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Map<String, Ordering> ORDERINGS =
      Map.of(
          "parallel", Ordering.PARALLEL,
          "ordered", Ordering.ORDERED,
          "strict", Ordering.STRICT);
  private static final Map<String, Contract.UsedUp> USED_UP =
      Map.of(
          "dead-letter", Contract.UsedUp.DEAD_LETTER,
          "marked-failed", Contract.UsedUp.MARKED_FAILED);
  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);
  private static final Duration MOST_TIMEOUT = Duration.ofSeconds(60);

  private final YamlFile file;
  private final String userAgent;

  ContractReader(YamlFile file, String userAgent) {
    this.file = file;
    this.userAgent = userAgent;
  }

  /**
   * Reads the whole file.
   *
   * @return what the file holds, to be used only where {@code file} is sound afterwards
   */
  Optional<ContractFile> read(String text) {
    return file.parse(text).map(this::file);
  }

  private ContractFile file(YamlMap map) {
    List<RetrySchedule> schedules = schedules(map);
    if (!map.has("contract") && map.has("schedules")) {
      map.done();
      return new ContractFile(Optional.empty(), false, 0, Optional.empty(), schedules);
    }
    if (!map.has("contract") && map.has("source")) {
      int line = map.get("source").map(YamlValue::line).orElse(0);
      Optional<Source.Parts> source = Optional.of(SourceReader.read(map));
      return new ContractFile(Optional.empty(), false, line, source, schedules);
    }
    String name = map.need("contract", "", ContractReader::name);
    boolean replaces = map.maybe("replaces_built_in", false, YamlValue::flag);
    Contract contract = contract(name, map);
    map.done();
    int line = map.get("contract").map(YamlValue::line).orElse(0);
    return new ContractFile(Optional.of(contract), replaces, line, Optional.empty(), schedules);
  }

  private Contract contract(String name, YamlMap map) {
    Optional<SignatureScheme> signature =
        map.get("signature").flatMap(YamlValue::map).map(SignatureReader::read);
    Catalogue catalogue =
        map.get("catalogue").map(v -> CatalogueReader.read(v, file)).orElse(Catalogue.open());
    EventIdForm ulid = EventIdForm.parse("evt_{ulid}");
    return new Contract(
        new Contract.Parts(
            name,
            map.maybe("description", "", YamlValue::text),
            map.need("body", Envelope.dataAlone(), EnvelopeReader::read),
            map.maybe("event_id", ulid, v -> v.parsed(ulid, EventIdForm::parse)),
            signature,
            secret(map, signature),
            map.need(
                "retry", new RetrySchedule(name, List.of(), Optional.empty()), v -> retry(name, v)),
            map.maybe(
                "when_used_up",
                Contract.UsedUp.DEAD_LETTER,
                v -> v.choice(USED_UP, Contract.UsedUp.DEAD_LETTER)),
            map.need("timeout", LEAST_TIMEOUT, ContractReader::timeout),
            map.maybe("ordering", Ordering.PARALLEL, v -> v.choice(ORDERINGS, Ordering.PARALLEL)),
            catalogue,
            PolicyReader.subscription(map.get("subscription").flatMap(YamlValue::map), catalogue),
            map.get("disable").flatMap(YamlValue::map).map(PolicyReader::disable).orElse(never()),
            map.maybe("receiver_may", Set.of(), ContractReader::receiverMay),
            map.get("test_type").map(v -> testType(v, catalogue))),
        userAgent);
  }

  private static Set<Contract.ReceiverMay> receiverMay(YamlValue value) {
    Set<Contract.ReceiverMay> allowed = EnumSet.noneOf(Contract.ReceiverMay.class);
    for (String word : value.texts()) {
      List<Contract.ReceiverMay> meant =
          Stream.of(Contract.ReceiverMay.values()).filter(may -> may.word().equals(word)).toList();
      if (meant.isEmpty()) {
        value.problem("`receiver_may` is of `disable` and `abort-message`, and has `" + word + "`");
      }
      allowed.addAll(meant);
    }
    return Set.copyOf(allowed);
  }

  private static DisableRule never() {
    return new DisableRule(OptionalInt.empty(), false, Optional.empty(), Set.of(), List.of());
  }

  private static String name(YamlValue value) {
    String name = value.text();
    if (!NAME.matcher(name).matches()) {
      value.problem("`contract` must be a name of a-z, 0-9 and -, and is `" + name + "`");
    }
    if (name.equals(OperationalTypes.PRODUCT)) {
      value.problem("`" + name + "` is the name of what we send ourselves; choose another");
    }
    return name;
  }

  private static SecretPolicy secret(YamlMap map, Optional<SignatureScheme> signature) {
    Optional<YamlMap> secret = map.get("secret").flatMap(YamlValue::map);
    if (signature.isPresent() && !map.has("secret")) {
      map.get("signature").ifPresent(v -> v.problem("`signature` needs a `secret` section"));
    }
    if (!map.has("signature") && map.has("secret")) {
      map.get("secret").ifPresent(v -> v.problem("`secret` signs nothing without `signature`"));
    }
    boolean base64 =
        signature.filter(s -> s.keyForm() == SignatureScheme.KeyForm.BASE64).isPresent();
    return secret.map(m -> PolicyReader.secret(m, base64)).orElse(SecretPolicy.NONE);
  }

  private static Duration timeout(YamlValue value) {
    Duration timeout = value.duration();
    if (timeout.compareTo(LEAST_TIMEOUT) < 0 || timeout.compareTo(MOST_TIMEOUT) > 0) {
      value.problem(
          "`timeout` must be from %s to %s"
              .formatted(Durations.format(LEAST_TIMEOUT), Durations.format(MOST_TIMEOUT)));
    }
    return timeout;
  }

  private static String testType(YamlValue value, Catalogue catalogue) {
    String type = value.text();
    if (!EventPatterns.isType(type) || (!catalogue.isOpen() && catalogue.find(type).isEmpty())) {
      value.problem(
          "`test_type`: the catalogue has no `"
              + type
              + "`"
              + Nearest.hint(type, catalogue.typeNames()));
    }
    return type;
  }

  private static RetrySchedule retry(String name, YamlValue value) {
    return value
        .map()
        .map(m -> RetryReader.read(name, m))
        .orElse(new RetrySchedule(name, List.of(), Optional.empty()));
  }

  private static List<RetrySchedule> schedules(YamlMap map) {
    return map.get("schedules").flatMap(YamlValue::map).stream()
        .flatMap(m -> m.all().values().stream())
        .map(value -> retry(value.key(), value))
        .toList();
  }
}
