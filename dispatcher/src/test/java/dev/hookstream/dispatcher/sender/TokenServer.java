package dev.hookstream.dispatcher.sender;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A token server on loopback that answers as the test says, and remembers what it was asked. */
final class TokenServer {
  /** Each request's Authorization and body. */
  record Asked(String authorization, String body) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  final String url;
  volatile BiConsumer<HttpServerRequest, Integer> answers =
      (request, count) -> request.response().end(token("tok-" + count, 3600));

  TokenServer(Receivers receivers) {
    url =
        receivers.http(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          asked.add(
                              new Asked(
                                  String.valueOf(request.getHeader("Authorization")),
                                  body.toString()));
                          answers.accept(request, asked.size());
                        }));
  }

  static String token(String token, int expiresIn) {
    return "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
        .formatted(token, expiresIn);
  }
}
