package dev.hookstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a registry said, with 200 or with a refusal of its own.
 *
 * @param status the HTTP status
 * @param body a JSON object
 */
record RegistryAnswer(int status, JsonNode body) {
  boolean ok() {
    return status == 200;
  }

  /** Confluent's code of an error, for example 40403; 0 where there is none. */
  int errorCode() {
    return body.path("error_code").asInt();
  }

  /** In words, for a message. */
  String message() {
    return status + " " + errorCode() + " " + body.path("message").asText("");
  }
}
