package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.port.LiveEvents.Item;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.contract.OperationalTypes;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenRouteTest {
  private final ApiFixture api = new ApiFixture();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    api.parts.live.open = false;
    api.close();
  }

  private HttpResponse<InputStream> listen(String key, String query) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + api.port + "/v1/listen" + query);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .header("X-API-Key", key)
            .build();
    return client.send(request, BodyHandlers.ofInputStream());
  }

  private static BufferedReader lines(HttpResponse<InputStream> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** The next message's lines. */
  private static List<String> message(BufferedReader lines) throws Exception {
    List<String> message = new ArrayList<>();
    for (@Nullable String line = lines.readLine();
        line != null && !line.isEmpty();
        line = lines.readLine()) {
      message.add(line);
    }
    return message;
  }

  private static Item event(String id, String type, @Nullable String product) {
    Event event =
        Event.newBuilder()
            .setId(id)
            .setType(type)
            .setWorkspaceId("ws_1")
            .setOccurredAt(ApiFixture.NOW)
            .setProduct(product)
            .setData("{\"voice_id\":\"v\",\"sample_word_count\":1.0e1}")
            .build();
    return new Item.Happened(event, ApiFixture.NOW.toEpochMilli(), "c_" + id);
  }

  @Test
  void anEventIsRenderedAsTheContractSaysAndWhatIsNotForItIsLeftOut() throws Exception {
    api.parts.live.open = true;
    api.parts.live.items.add(event("evt_1", "no.such.type", null));
    api.parts.live.items.add(event("evt_2", "voice.trained", "arka"));
    api.parts.live.items.add(event("evt_3", "voice.trained", null));
    BufferedReader lines = lines(listen(api.key("ws_1", "aresgen", "read"), "?after=c7"));
    assertThat(message(lines)).contains("event: listening", "id: c0");
    assertThat(message(lines))
        .startsWith("id: c_evt_3", "event: event")
        .last()
        .asString()
        .contains("\\\"workspace_id\\\":\\\"ws_1\\\"")
        .contains("1.0e1");
    assertThat(api.parts.live.after).containsExactly("ws_1 c7");
  }

  @ParameterizedTest
  @CsvSource({"'', c_evt_3", "?events=*, c_evt_3", "?events=endpoint.failing, c_alert_2"})
  void ourOwnEventsAreShownToWhoNamesThem(String query, String first) throws Exception {
    api.parts.live.open = true;
    String ours = OperationalTypes.PRODUCT;
    api.parts.live.items.add(event("alert_1", "endpoint.disabled", ours));
    api.parts.live.items.add(event("alert_2", "endpoint.failing", ours));
    api.parts.live.items.add(event("evt_3", "voice.trained", null));
    BufferedReader lines = lines(listen(api.key("ws_1", "aresgen", "read"), query));
    assertThat(message(lines)).contains("event: listening");
    assertThat(message(lines)).startsWith("id: " + first);
  }

  @Test
  void aGapIsTold() throws Exception {
    api.parts.live.open = true;
    api.parts.live.items.add(new Item.Missed(0, 60_000, 17));
    BufferedReader lines = lines(listen(api.key("ws_1", "aresgen"), "?events=voice.*"));
    message(lines);
    assertThat(message(lines))
        .containsExactly(
            "event: missed",
            "data: {\"since\":\"1970-01-01T00:00:00Z\",\"until\":\"1970-01-01T00:01:00Z\",\"most\":17}");
  }

  @Test
  void aRevokedKeyEndsTheStreamWithAProblem() throws Exception {
    api.parts.live.open = true;
    BufferedReader lines = lines(listen(api.key("ws_1", "aresgen"), ""));
    message(lines);
    api.parts.keys.clear();
    assertThat(message(lines)).startsWith("event: end").last().asString().contains("401");
    assertThat(lines.readLine()).isNull();
    assertThat(api.parts.live.reading).hasValue(0);
  }

  @Test
  void onlySoManyListenToAWorkspaceAndPlacesAreGivenBack() throws Exception {
    api.parts.live.open = true;
    String key = api.key("ws_1", "aresgen");
    List<BufferedReader> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(lines(listen(key, "")));
    }
    assertThat(listen(key, "").statusCode()).isEqualTo(429);
    assertThat(listen(api.key("ws_2", "aresgen"), "").statusCode()).isEqualTo(200);
    api.parts.live.open = false;
    for (BufferedReader lines : all) {
      assertThat(lines.lines()).anyMatch(line -> line.equals("event: listening"));
    }
    assertThat(listen(key, "").statusCode()).isEqualTo(200);
  }

  @Test
  void whatCannotBeListenedToIsRefused() {
    String key = api.key("ws_1", "aresgen");
    api.get("/v1/listen?after=x", key).is(400);
    api.get("/v1/listen?events=no.such", key).is(400);
    api.get("/v1/listen?contract=arka", key).is(404);
    api.get("/v1/listen", api.key("ws_1", "aresgen", "publish")).is(403);
    assertThat(api.parts.live.reading).hasValue(0);
  }
}
