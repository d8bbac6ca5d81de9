package dev.hookstream.dispatcher.receive;

import dev.hookstream.topology.contract.Contract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says which part of a request a signature fails for. A hash alone cannot tell a wrong secret from
 * a changed body, so it tries what usually goes wrong, and says what would have made it right.
 */
public final class SignatureDiagnosis {
  private static final String GENERAL =
      "Is it the secret of this webhook, and not one that was rotated away? And is the body that is"
          + " checked the bytes as they came, before any parser?";

  private final Contract contract;
  private final List<Contract> others;
  private final String secret;
  private final long now;

  /** What differs. */
  public enum Part {
    NOTHING,
    /** The signature is right, and its time is too far from now. */
    TIMESTAMP,
    /** A header is missing, or not in the form that the contract has. */
    HEADER,
    /** It would be right with another form of this secret. */
    SECRET,
    /** It would be right with another form of this body. */
    BODY,
    /** It is right by another contract. */
    CONTRACT,
    /** One of the two, and nobody can say which. */
    SECRET_OR_BODY
  }

  /**
   * The outcome.
   *
   * @param message what is wrong, in words
   * @param hint what to do; empty where there is nothing
   */
  public record Finding(Part part, String message, String hint) {
    /** Whether a receiver should take the request. */
    public boolean authentic() {
      return part == Part.NOTHING;
    }
  }

  /**
   * With what is known.
   *
   * @param others contracts that are tried where this one does not fit
   * @param now milliseconds since 1970
   */
  public SignatureDiagnosis(Contract contract, List<Contract> others, String secret, long now) {
    this.contract = contract;
    this.others = List.copyOf(others);
    this.secret = secret;
    this.now = now;
  }

  /**
   * Looks at one request.
   *
   * @param headers by lower-case name
   * @param body as it was received
   */
  public Finding of(Map<String, String> headers, byte[] body) {
    SignatureCheck check;
    try {
      check = new SignatureCheck(contract, secret);
    } catch (IllegalArgumentException e) {
      return new Finding(
          Part.SECRET,
          "the secret cannot be one of " + contract.name() + ": " + e.getMessage(),
          variantOfSecret(headers, body).orElse(""));
    }
    Optional<String> mismatch = check.mismatch(headers, body, now);
    if (mismatch.isEmpty()) {
      return age(check, headers, body);
    }
    return byContract(headers, body)
        .or(() -> missing(check, headers))
        .or(() -> byHeader(check, headers, body))
        .or(() -> byBody(check, headers, body))
        .or(() -> bySecret(headers, body))
        .orElseGet(() -> new Finding(Part.SECRET_OR_BODY, mismatch.get(), GENERAL));
  }

  private Finding age(SignatureCheck check, Map<String, String> headers, byte[] body) {
    return check
        .problem(headers, body, now)
        .map(
            problem ->
                new Finding(
                    Part.TIMESTAMP,
                    problem + " (" + SignatureCheck.TOLERANCE.toMinutes() + " min are allowed)",
                    "An old request was sent again, or a clock is wrong."))
        .orElse(new Finding(Part.NOTHING, "authentic", ""));
  }

  private static Optional<Finding> missing(SignatureCheck check, Map<String, String> headers) {
    List<String> missing =
        check.signatureHeaders().stream()
            .filter(name -> !headers.containsKey(name))
            .sorted()
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Part.HEADER,
                "missing: " + String.join(", ", missing),
                "Does a proxy or a framework leave it out? There are: "
                    + String.join(", ", headers.keySet().stream().sorted().toList())));
  }

  private Optional<Finding> byContract(Map<String, String> headers, byte[] body) {
    for (Contract other : others) {
      if (!other.name().equals(contract.name()) && fits(other, secret, headers, body)) {
        return Optional.of(
            new Finding(
                Part.CONTRACT,
                "it is not signed as "
                    + contract.name()
                    + " does, but as "
                    + other.name()
                    + " does",
                "Verify it by the contract " + other.name() + "."));
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> byHeader(
      SignatureCheck check, Map<String, String> headers, byte[] body) {
    for (String name : check.signatureHeaders()) {
      String came = headers.getOrDefault(name, "");
      for (String form :
          List.of(
              came.strip(),
              came.toLowerCase(Locale.ROOT),
              "sha256=" + came,
              came.replaceFirst("^sha256=", ""),
              "v1," + came)) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(name, form);
        if (!form.equals(came) && check.mismatch(changed, body, now).isEmpty()) {
          return Optional.of(
              new Finding(
                  Part.HEADER,
                  name + " is not in the form that " + contract.name() + " has",
                  "It would be right as " + form));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> byBody(SignatureCheck check, Map<String, String> headers, byte[] body) {
    for (BodyForms.Form form : BodyForms.of(body)) {
      if (check.mismatch(headers, form.body(), now).isEmpty()) {
        return Optional.of(
            new Finding(
                Part.BODY,
                "the body was changed: " + form.change(),
                "Verify the bytes as they came, before anything parses or prints them."));
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> bySecret(Map<String, String> headers, byte[] body) {
    return variantOfSecret(headers, body)
        .map(hint -> new Finding(Part.SECRET, "the secret is not as it was given out", hint));
  }

  /** What would have to be done to the secret; never the secret itself. */
  private Optional<String> variantOfSecret(Map<String, String> headers, byte[] body) {
    Map<String, String> forms = new HashMap<>();
    forms.put(secret.strip(), "There is a space or a line end around it.");
    forms.put(secret.strip().replaceAll("^[\"']|[\"']$", ""), "There are quotes around it.");
    String prefix = contract.secretPolicy().prefix();
    if (!prefix.isEmpty() && !secret.startsWith(prefix)) {
      forms.put(prefix + secret.strip(), "It begins with " + prefix + ", which was left out.");
    }
    for (Map.Entry<String, String> form : new ArrayList<>(forms.entrySet())) {
      if (!form.getKey().equals(secret) && fits(contract, form.getKey(), headers, body)) {
        return Optional.of(form.getValue());
      }
    }
    return Optional.empty();
  }

  private boolean fits(Contract by, String candidate, Map<String, String> headers, byte[] body) {
    try {
      SignatureCheck check = new SignatureCheck(by, candidate);
      return !check.signatureHeaders().isEmpty() && check.mismatch(headers, body, now).isEmpty();
    } catch (IllegalArgumentException e) {
      return false; // that contract cannot have such a secret
    }
  }
}
