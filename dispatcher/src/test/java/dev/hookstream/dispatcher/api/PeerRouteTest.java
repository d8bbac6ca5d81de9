package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.port.PeerCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerRouteTest {
  private final ApiFixture api = new ApiFixture();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void whoIsNoneOfUsGetsNothingWhateverHeadersAndKeysThereAre() throws Exception {
    assertThat(ask(new byte[3]).statusCode()).isEqualTo(401);
    HttpResponse<byte[]> answer =
        ask(
            new byte[3],
            PeerCalls.NUMBER,
            "1.x",
            "X-Workspace-Id",
            "ws_1",
            "Authorization",
            "Bearer " + ApiFixture.OPERATOR);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
    assertThat(ask(new byte[3], PeerCalls.NUMBER, "x".repeat(101)).statusCode()).isEqualTo(401);
  }

  @Test
  void aCallThatIsTooLargeIsNotReadWhole() throws Exception {
    assertThat(ask(new byte[5 << 20], PeerCalls.NUMBER, "1.x").statusCode()).isEqualTo(413);
  }

  private HttpResponse<byte[]> ask(byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port + PeerCalls.PATH))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }
}
