package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    answer("/healthz", 200, "{\"status\":\"ok\"}");
    answer(
        "/readyz",
        503,
        "{\"status\":\"not_ready\",\"checks\":[{\"name\":\"topology\",\"ok\":false,"
            + "\"detail\":\"the topology is REBALANCING\"},{\"name\":\"log\",\"ok\":true}]}");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, int status, String json) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private int health(String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "health";
    all[1] = "--url";
    all[2] = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    System.arraycopy(more, 0, all, 3, more.length);
    PrintWriter to = new PrintWriter(out);
    return HookstreamCommand.run(to, to, all);
  }

  @Test
  void alive_is_enough_without_ready() {
    assertThat(health()).isZero();
    assertThat(out.toString()).isEqualToIgnoringNewLines("ok");
  }

  @Test
  void it_asks_where_the_settings_have_it_listen() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("hookstream.yml"),
            "http: {port: " + server.getAddress().getPort() + "}");
    PrintWriter to = new PrintWriter(out);
    assertThat(HookstreamCommand.run(to, to, "health", "--config", config.toString()))
        .as("%s", out)
        .isZero();
  }

  @Test
  void not_ready_fails_and_says_which_part_and_why() {
    assertThat(health("--ready")).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly("not_ready", "  topology: the topology is REBALANCING");
  }

  @Test
  void nobody_there_is_an_exit_code_of_its_own() {
    server.stop(0);
    assertThat(health()).isEqualTo(3);
  }
}
