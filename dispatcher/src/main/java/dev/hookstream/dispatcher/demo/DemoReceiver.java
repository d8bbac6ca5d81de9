package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.receive.ReceiverServer;
import dev.hookstream.dispatcher.receive.ReceiverServer.Reply;
import dev.hookstream.dispatcher.receive.SignatureCheck;
import dev.hookstream.dispatcher.receive.Webhook;
import io.vertx.core.http.HttpServerOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All the demo's endpoints in one server: each verifies by its contract, and behaves its way. */
final class DemoReceiver implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Pattern TYPE =
      Pattern.compile("\"(?:type|event_type)\"\\s*:\\s*\"([^\"]*)\"");

  private final Board board;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final ReceiverServer server = new ReceiverServer(this::receive);
  private int port;
  private int tlsPort;

  private record Place(DemoEndpoint endpoint, SignatureCheck check) {}

  DemoReceiver(Board board) {
    this.board = board;
  }

  void start(Certificate certificate) throws InterruptedException {
    port = server.listen(new HttpServerOptions(), HOST, 0);
    tlsPort = server.listen(certificate.server(), HOST, 0);
  }

  String url(DemoEndpoint endpoint, boolean https) {
    return (https ? "https://127.0.0.1:" + tlsPort : "http://127.0.0.1:" + port)
        + "/"
        + endpoint.name();
  }

  /** From now on the endpoint's requests are verified; the check is the event loop's. */
  void expect(DemoEndpoint endpoint, SignatureCheck check) {
    places.put("/" + endpoint.name(), new Place(endpoint, check));
  }

  private Reply receive(Webhook webhook) {
    Place place = places.get(webhook.path());
    if (place == null) {
      return new Reply(404, 0);
    }
    Map<String, String> headers = webhook.headers();
    boolean verified = place.check().problem(headers, webhook.body(), webhook.at()).isEmpty();
    board.received(headers.getOrDefault("webhook-delivery-id", ""), webhook.attempt(), verified);
    String eventId = headers.getOrDefault("webhook-id", "");
    return verified
        ? place.endpoint().behaviour().reply(type(webhook), eventId, webhook.attempt())
        : new Reply(401, 0);
  }

  /** Good enough for the demo's own events, of which none has such a key in its data first. */
  private static String type(Webhook webhook) {
    Matcher type =
        TYPE.matcher(new String(webhook.body(), java.nio.charset.StandardCharsets.UTF_8));
    return type.find() ? type.group(1) : "";
  }

  @Override
  public void close() {
    server.close();
  }
}
