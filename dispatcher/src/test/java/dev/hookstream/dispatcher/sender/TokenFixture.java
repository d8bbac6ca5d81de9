package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.OAuth2Client;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;

/** A receiver that wants a bearer token, and the server that gives it. */
abstract class TokenFixture extends HttpExchangeFixture {
  final List<String> seen = new CopyOnWriteArrayList<>();
  TokenServer server;
  String receiver;

  @BeforeEach
  void serve() {
    server = new TokenServer(receivers);
    receiver =
        receivers.http(
            request -> {
              seen.add(String.valueOf(request.getHeader("Authorization")));
              request.response().end("ok");
            });
  }

  static Delivery delivery(String url, String tokenUrl) {
    OAuth2Client client = new OAuth2Client(tokenUrl, "cl:ient", "box", "a b", false);
    return Delivery.newBuilder(Deliveries.to(url))
        .setCredentials(new Credentials(client, null))
        .build();
  }

  Attempt send() {
    return send(delivery(receiver, server.url));
  }
}
