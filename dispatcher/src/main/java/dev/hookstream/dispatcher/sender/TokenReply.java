package dev.hookstream.dispatcher.sender;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token server answered (RFC 6749, sections 5.1 and 5.2).
 *
 * @param token null where it gave none
 * @param life how long it is good for; zero for once
 * @param why there is none, in words
 */
record TokenReply(@Nullable String token, Duration life, String why) {
  /** Of an answer; some have tokens of several KiB. */
  static final int MOST_READ = 32 * 1024;

  private static final int MOST_TOKEN = 8 * 1024;
  private static final Duration MOST_LIFE = Duration.ofDays(1);

  /** Where it does not say: the specification leaves it to somebody's documentation. */
  private static final Duration UNSAID_LIFE = Duration.ofMinutes(5);

  /** Of section 5.2; another word could be anything. */
  private static final Set<String> CODES =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope");

  private static final ObjectMapper JSON = new ObjectMapper();

  static TokenReply none(String why) {
    return new TokenReply(null, Duration.ZERO, why);
  }

  /**
   * Reads what came.
   *
   * @param secrets not to be repeated in words
   */
  static TokenReply of(Attempt attempt, List<String> secrets) {
    Integer status = attempt.getStatus();
    if (status == null
        || (attempt.getError() != ErrorKind.NONE && attempt.getError() != ErrorKind.STATUS)) {
      return none(
          "the token server could not be asked: "
              + Redaction.of(secrets).text(String.valueOf(attempt.getErrorMessage())));
    }
    JsonNode json = json(attempt);
    if (status != 200) {
      String code = json.path("error").asText();
      return none("the token server answered " + status + (CODES.contains(code) ? " " + code : ""));
    }
    String token = json.path("access_token").asText();
    String type = json.path("token_type").asText("bearer");
    if (!json.path("access_token").isTextual() || !isToken(token)) {
      return none("the token server answered 200, but with no access_token that can be sent");
    }
    if (!type.equalsIgnoreCase("bearer")) {
      return none("the token server gave a token of another type than bearer");
    }
    return new TokenReply(token, life(json.path("expires_in")), "");
  }

  private static JsonNode json(Attempt attempt) {
    String text = StandardCharsets.UTF_8.decode(attempt.getResponseBody().duplicate()).toString();
    try {
      JsonNode read = JSON.readTree(text);
      return read == null ? JSON.missingNode() : read;
    } catch (JsonProcessingException e) {
      return JSON.missingNode(); // not told: the message quotes what may be a token
    }
  }

  /** Visible ASCII, as RFC 6750 and every server have it. */
  private static boolean isToken(String token) {
    return !token.isEmpty()
        && token.length() <= MOST_TOKEN
        && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  /** Some write the number as a string. */
  private static Duration life(JsonNode expiresIn) {
    if (expiresIn.isMissingNode() || expiresIn.isNull()) {
      return UNSAID_LIFE;
    }
    double seconds = expiresIn.asDouble(0);
    if (!(seconds > 0)) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds((long) Math.min(seconds, (double) MOST_LIFE.toSeconds()));
  }
}
