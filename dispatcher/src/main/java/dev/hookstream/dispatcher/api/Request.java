package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that was authenticated, read whole and found to be as openapi.yaml says.
 *
 * @param body the bytes as they came
 * @param json the same, parsed; missing where there is no body
 * @param query parameters by name, each at most once
 * @param headers those that openapi.yaml names for the route, by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and not copied: it may be large.
record Request(
    Caller caller,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    JsonNode json) {

  /** The same with another body, for a translation onto another route. */
  Request withJson(JsonNode other) {
    return new Request(caller, path, query, headers, body, other);
  }

  /** The same with other parameters, for a translation onto another route. */
  Request withQuery(Map<String, String> other) {
    return new Request(caller, path, other, headers, body, json);
  }

  /** The path's {@code {id}}. */
  String id() {
    return path.getOrDefault("id", "");
  }

  @Nullable String query(String name) {
    return query.get(name);
  }

  boolean hasBody() {
    return !(json instanceof MissingNode);
  }

  boolean byOperator() {
    return caller instanceof Caller.Operator;
  }

  /**
   * The workspace that the request is about: the key's, or the one that the operator names.
   *
   * @throws ProblemException where a key names a workspace other than its own, or the operator none
   */
  String workspace() {
    String named = headers.get("x-workspace-id");
    if (caller instanceof Caller.Holder holder) {
      if (named != null && !named.equals(holder.key().getWorkspaceId())) {
        throw Problem.notFound("There is no such workspace for this key.").asException();
      }
      return holder.key().getWorkspaceId();
    }
    if (named == null) {
      throw Problem.badRequest(
              "The operator's key reaches every workspace: say which in the header"
                  + " X-Workspace-Id.")
          .asException();
    }
    return named;
  }

  /**
   * For what is asked of no workspace: a key that names another one than its own is turned away.
   *
   * @throws ProblemException as {@link #workspace}
   */
  void requireOwnWorkspace() {
    if (caller instanceof Caller.Holder) {
      var unused = workspace();
    }
  }

  /** Whether the caller may see what belongs to a contract. */
  boolean reaches(String contract) {
    return !(caller instanceof Caller.Holder holder) || holder.key().getContract().equals(contract);
  }
}
