package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hookstream.dispatcher.api.ApiFixture.Answer;
import dev.hookstream.dispatcher.sender.guard.AddressRules;
import dev.hookstream.dispatcher.sender.guard.UrlFile;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The file of hostile URLs against registration, with the guard that stands there. */
class HostileUrlTest extends WebhookApi {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final UrlGuard guard =
      new UrlGuard(
          false, new AddressRules(List.of()), HostileUrlTest::everythingIsInside, System::nanoTime);

  @Test
  void aHostileUrlIsNeitherRegisteredNorPatchedIn() throws JsonProcessingException {
    String id = create("\"description\":\"honest\"").is(201).at("/id");
    api.parts.urlCheck = url -> guard.refusal(url).toCompletableFuture().join();
    for (UrlFile.Hostile hostile : UrlFile.hostile().toList()) {
      String url = JSON.writeValueAsString(hostile.url());
      refused(
          hostile.url(), api.post("/v1/webhooks", key, "{\"url\":" + url + ",\"events\":[\"*\"]}"));
      refused(hostile.url(), api.patch("/v1/webhooks/" + id, key, "{\"url\":" + url + "}"));
    }
    refused("a name", api.patch("/v1/webhooks/" + id, key, "{\"url\":\"https://in.example\"}"));
    assertThat(only().getUrl()).isEqualTo("https://example.com/h");
    assertThat(only().getRevision()).isEqualTo(1);
  }

  private static void refused(String url, Answer answer) {
    assertThat(answer.status()).as(url).isEqualTo(422);
    assertThat(answer.pointers()).as(url).containsExactly("/url");
  }

  private static CompletableFuture<List<InetAddress>> everythingIsInside(String name) {
    try {
      return CompletableFuture.completedFuture(List.of(InetAddress.getByName("192.168.0.1")));
    } catch (UnknownHostException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
