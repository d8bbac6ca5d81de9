package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolesTest {
  @Test
  void an_instance_without_tasks_tells_how_it_is_and_nothing_else(@TempDir Path state)
      throws Exception {
    try (RunningInstance instance =
        new RunningInstance(TestBroker.settings(), state).with("ROLES", "sender,delay").start()) {
      assertThat(get(instance, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(instance, "/readyz").body()).contains("sender").contains("delay line");
      assertThat(get(instance, "/metrics").body()).contains("hookstream_sender");
      assertThat(get(instance, "/v1/webhooks").statusCode()).isEqualTo(404);
      assertThat(Typed.bare("health", "--ready", "--url", instance.api().base()).out())
          .startsWith("ready");
    }
  }

  private static HttpResponse<String> get(RunningInstance instance, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(instance.api().base() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
