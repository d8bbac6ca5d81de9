package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.OAuth2Client;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The request for a token: client credentials (RFC 6749, section 4.4.2). It is never kept. */
final class TokenRequest {
  private TokenRequest() {}

  /**
   * The request, in the form of a delivery, so that it goes the way of one.
   *
   * @param target the delivery that the token is for
   */
  static Delivery of(Delivery target, OAuth2Client client, String secret) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", "application/x-www-form-urlencoded", false));
    headers.add(new Header("Accept", "application/json", false));
    StringBuilder body = new StringBuilder("grant_type=client_credentials");
    if (client.getScope() != null) {
      body.append("&scope=").append(encoded(client.getScope()));
    }
    if (client.getInBody()) {
      body.append("&client_id=").append(encoded(client.getClientId()));
      body.append("&client_secret=").append(encoded(secret));
    } else {
      headers.add(new Header("Authorization", basic(client, secret), false));
    }
    return Delivery.newBuilder(target)
        .setMethod("POST")
        .setUrl(client.getTokenUrl())
        .setHeaders(headers)
        .setBody(ByteBuffer.wrap(body.toString().getBytes(StandardCharsets.US_ASCII)))
        .setTimeoutMs(Math.toIntExact(Tokens.TIMEOUT.toMillis()))
        .setCredentials(null)
        .build();
  }

  /** What the token server could send back of what it was sent. */
  static List<String> secrets(OAuth2Client client, String secret) {
    return List.of(secret, basic(client, secret));
  }

  /** Both are form-encoded first (RFC 6749, section 2.3.1), which those who read it undo. */
  private static String basic(OAuth2Client client, String secret) {
    String both = encoded(client.getClientId()) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
