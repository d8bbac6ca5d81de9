package dev.hookstream.dispatcher.api;

import java.util.concurrent.CompletionStage;

/**
 * One operation.
 *
 * @param method GET, POST, …
 * @param path as in openapi.yaml, for example {@code /v1/webhooks/{id}}
 * @param maxBody bytes; 0 where no body is taken
 */
record Route(String method, String path, Scope scope, long maxBody, Handler handler) {
  /** Called on a worker; may block, may throw {@link ProblemException} or NotReadyException. */
  interface Handler {
    CompletionStage<Response> handle(Request request);
  }

  /** The path as Vert.x writes it. */
  String vertxPath() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}
