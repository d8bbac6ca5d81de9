package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An error as the caller sees it (RFC 9457).
 *
 * @param kind last part of the problem's {@code type}
 * @param detail what was wrong and what to do, in a sentence
 * @param faults where in the body, if anywhere
 */
record Problem(int status, String kind, String title, String detail, List<Fault> faults) {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final String TYPES = "https://hookstream.dev/problems/";

  /** A place in the body as a JSON pointer (or a parameter's name), and what is wrong there. */
  record Fault(String pointer, String message) {}

  static Problem of(int status, String kind, String title, String detail) {
    return new Problem(status, kind, title, detail, List.of());
  }

  static Problem badRequest(String detail) {
    return of(400, "bad-request", "The request cannot be understood", detail);
  }

  static Problem invalid(List<Fault> faults) {
    String detail =
        faults.size() == 1
            ? "One field is not as it should be: "
                + faults.get(0).pointer()
                + " "
                + faults.get(0).message()
            : faults.size() + " fields are not as they should be.";
    return new Problem(422, "invalid-request", "The request is not valid", detail, faults);
  }

  static Problem invalid(String pointer, String message) {
    return invalid(List.of(new Fault(pointer, message)));
  }

  static Problem notFound(String what) {
    return of(404, "not-found", "Not found", what);
  }

  static Problem forbidden(String detail) {
    return of(403, "forbidden", "Not allowed", detail);
  }

  static Problem conflict(String detail) {
    return of(409, "conflict", "It has changed meanwhile", detail);
  }

  static Problem tooLarge(long limit) {
    return of(413, "too-large", "Too large", "The body may have at most " + limit + " bytes here.");
  }

  /**
   * A quota of the workspace.
   *
   * @param limit the setting's name
   * @param allowed in words, what the workspace may have or do
   */
  static Problem overQuota(int status, String limit, String allowed) {
    return of(
        status,
        "quota-exceeded",
        "More than the workspace may",
        "The limit " + limit + " allows the workspace " + allowed + ".");
  }

  static Problem unavailable(String detail) {
    return of(503, "not-ready", "Not ready", detail);
  }

  /**
   * Of what we did not foresee.
   *
   * @param reference under which the log tells more
   */
  static Problem internal(String reference) {
    return of(
        500,
        "internal",
        "A fault of ours",
        "Something went wrong here; the log has it under " + reference + ".");
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("type", TYPES + kind).put("title", title).put("status", status).put("detail", detail);
    if (!faults.isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      faults.forEach(
          fault ->
              errors.addObject().put("pointer", fault.pointer()).put("message", fault.message()));
    }
    return json;
  }

  /** The same at a place in the body. */
  Problem at(String pointer, String message) {
    return new Problem(status, kind, title, detail, List.of(new Fault(pointer, message)));
  }

  ProblemException asException() {
    return new ProblemException(this);
  }
}
