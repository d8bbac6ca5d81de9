package dev.hookstream.dispatcher.receive;

import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Signer;
import dev.hookstream.topology.contract.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Verifies requests as a receiver would, for whatever contract: it signs what came with the secret,
 * and compares. <b>Confined to one thread</b>, as the signer is.
 */
public final class SignatureCheck {
  /** How far a signature's timestamp may be from now. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Set<String> UNSIGNED = Set.of("content-type", "user-agent");

  private final Signer signer;
  private final Predicate<String> checked;
  private final String idHeader;
  private final Duration tolerance;
  private final Optional<Stamp> stamp;

  /**
   * Where the time is.
   *
   * @param header its name
   * @param before what stands before the time in its part of a header of several, {@code t=}; empty
   *     where the header is the time
   */
  private record Stamp(String header, String before) {
    private static final Pattern BEFORE = Pattern.compile("(?:[A-Za-z0-9_]{1,16}=)?");

    /** The header that changes to this when the clock does carries the time. */
    static Stream<Stamp> in(Header header, String probe) {
      return Arrays.stream(header.getValue().split(",", -1))
          .filter(part -> part.endsWith(probe))
          .map(part -> part.substring(0, part.length() - probe.length()))
          .filter(before -> BEFORE.matcher(before).matches())
          .map(before -> new Stamp(header.getName(), before));
    }

    /** In seconds; what is no time is nothing. */
    OptionalLong read(String came) {
      return before.isEmpty()
          ? seconds(came)
          : Arrays.stream(came.split(",", -1))
              .filter(part -> part.startsWith(before))
              .findFirst()
              .map(part -> seconds(part.substring(before.length())))
              .orElse(OptionalLong.empty());
    }
  }

  /**
   * @param secret as its owner sees it
   * @throws IllegalArgumentException where the contract cannot have such a secret, in words
   */
  public SignatureCheck(Contract contract, String secret) {
    this(
        contract.signer(List.of(secret.getBytes(StandardCharsets.UTF_8))),
        name -> !UNSIGNED.contains(name),
        "webhook-id",
        TOLERANCE);
  }

  /** Verifies what a product sends to us. */
  public SignatureCheck(Source source) {
    this(
        source.signer(),
        source.signedHeaders()::contains,
        source.idHeader().orElse(""),
        source.tolerance());
  }

  private SignatureCheck(
      Signer signer, Predicate<String> checked, String idHeader, Duration tolerance) {
    this.signer = signer;
    this.checked = checked;
    this.idHeader = idHeader;
    this.tolerance = tolerance;
    String probe = "1234567890";
    this.stamp =
        signer.sign("id", 1_234_567_890_000L, new byte[0]).stream()
            .flatMap(header -> Stamp.in(header, probe))
            .findFirst();
  }

  /**
   * Verifies one request.
   *
   * @param headers by lower-case name
   * @param body the exact bytes that came
   * @return what is wrong, in words; empty where it is authentic
   */
  public Optional<String> problem(Map<String, String> headers, byte[] body, long nowMillis) {
    Optional<String> mismatch = mismatch(headers, body, nowMillis);
    if (mismatch.isPresent()) {
      return mismatch;
    }
    long age = Math.abs(nowMillis - signedAt(headers).orElse(nowMillis)) / 1000;
    return age > tolerance.toSeconds()
        ? Optional.of("the signature is right, but its timestamp is " + age + " s from now")
        : Optional.empty();
  }

  /** The same, however old it is. */
  Optional<String> mismatch(Map<String, String> headers, byte[] body, long nowMillis) {
    OptionalLong signedAt = signedAt(headers);
    if (stamp.isPresent() && signedAt.isEmpty()) {
      return Optional.of(stamp.get().header() + " is missing, or not a number of seconds");
    }
    String id = headers.getOrDefault(idHeader, "");
    for (Header expected : signer.sign(id, signedAt.orElse(nowMillis), body)) {
      Optional<String> problem = problem(expected, headers);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** When it was signed, in milliseconds since 1970; empty where no header says it. */
  OptionalLong signedAt(Map<String, String> headers) {
    OptionalLong seconds =
        stamp
            .map(time -> time.read(headers.getOrDefault(lower(time.header()), "")))
            .orElse(OptionalLong.empty());
    return seconds.isEmpty() ? seconds : OptionalLong.of(seconds.getAsLong() * 1000);
  }

  /** The headers that carry the signature and what is signed with it, by lower-case name. */
  Set<String> signatureHeaders() {
    return signer.sign("id", 0, new byte[0]).stream()
        .map(header -> lower(header.getName()))
        .filter(name -> checked.test(name) && !name.equals("webhook-id"))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<String> problem(Header expected, Map<String, String> headers) {
    String name = lower(expected.getName());
    if (!checked.test(name)) {
      return Optional.empty();
    }
    String came = headers.get(name);
    if (came == null) {
      return Optional.of("there is no " + expected.getName() + " header");
    }
    // While a secret is rotated there are several signatures; one of them must be right.
    boolean same =
        equal(came, expected.getValue())
            || Arrays.stream(came.split(" ", -1)).anyMatch(part -> equal(part, expected.getValue()))
            || hasAll(came, expected.getValue());
    return same
        ? Optional.empty()
        : Optional.of(
            expected.getName() + " does not fit: another secret, or the body was changed");
  }

  /** {@code t=1,v1=a}: each of its parts must have come; others may, such as an older signature. */
  private static boolean hasAll(String came, String expected) {
    if (!expected.contains(",")) {
      return false;
    }
    List<String> parts = List.of(came.split(",", -1));
    boolean all = true;
    for (String part : expected.split(",", -1)) {
      all &= parts.stream().anyMatch(each -> equal(each.strip(), part));
    }
    return all;
  }

  private static boolean equal(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static OptionalLong seconds(String value) {
    return value.matches("\\d{1,12}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
