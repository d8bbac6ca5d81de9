package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only the operator sees, against answers of the form that openapi.yaml has. */
class OperatorCommandsTest {
  private static final String REJECTED =
      "{\"data\":[{\"id\":\"0-7\",\"at\":\"2026-05-11T08:14:22.184Z\",\"reason\":\"unknown_type\","
          + "\"message\":\"no \\u001b[31mtype\",\"pointer\":\"/type\",\"key\":\"acme\","
          + "\"topic\":\"events\",\"partition\":\"0\",\"offset\":\"99\",\"bytes\":12,"
          + "\"head\":\"{}\"}],\"next_cursor\":null}";
  private static final String LAG =
      "{\"data\":[{\"group\":\"dispatch\",\"topic\":\"events\",\"partitions\":12,\"waiting\":3,"
          + "\"delay_seconds\":null},{\"group\":\"delay\",\"topic\":\"retry-5s\","
          + "\"partitions\":12,\"waiting\":9,\"delay_seconds\":5}],\"next_cursor\":null}";

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    answer("/v1/rejected-events", REJECTED);
    answer("/v1/operations/lag", LAG);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, String json) {
    server.createContext(path, exchange -> answer(exchange, json));
  }

  /** In place of what the path has answered before. */
  private void answer(String path, UnaryOperator<String> byQuery) {
    server.removeContext(path);
    server.createContext(
        path, exchange -> answer(exchange, byQuery.apply(exchange.getRequestURI().getRawQuery())));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private record Ran(int code, String out) {}

  private Ran run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(
        List.of("--key", "op", "--url", "http://127.0.0.1:" + server.getAddress().getPort()));
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    return new Ran(HookstreamCommand.run(to, to, all.toArray(String[]::new)), out.toString());
  }

  @Test
  void lag_is_a_table_and_says_what_is_meant_to_wait() {
    Ran table = run("lag");
    assertThat(table.code()).isZero();
    assertThat(table.out().lines())
        .containsExactly(
            "GROUP     TOPIC     PARTITIONS  WAITING  NOTE",
            "dispatch  events            12        3  -",
            "delay     retry-5s          12        9  waits up to 5 s");
    assertThat(run("lag", "--json").out().strip()).isEqualTo(LAG);
  }

  @Test
  void rejected_events_are_listed_and_shown_and_colour_nothing() {
    Ran listed = run("rejected", "list");
    assertThat(listed.out()).contains("unknown_type").contains("/type").doesNotContain("\u001b");
    Ran shown = run("rejected", "show", "0-7");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("head").contains("99").doesNotContain("\u001b");
    Ran none = run("rejected", "show", "0-8");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.out()).contains("no rejected event 0-8");
    assertThat(run("rejected").code()).isEqualTo(2);
    assertThat(run("rejected", "list", "--json").out()).contains("\"next_cursor\":null");
  }

  @Test
  void a_rejected_event_is_put_back() {
    answer(
        "/v1/rejected-events/0-7/retry",
        "{\"id\":\"0-7\",\"topic\":\"events\",\"partition\":\"3\",\"offset\":\"1042\"}");
    Ran put = run("rejected", "retry", "0-7");
    assertThat(put.code()).isZero();
    assertThat(put.out().strip()).isEqualTo("put back: events-3 @ 1042");
  }

  @Test
  void all_is_one_table_and_one_document_page_by_page() throws Exception {
    String second = REJECTED.replace("0-7", "0-6");
    answer(
        "/v1/rejected-events",
        query ->
            query.contains("cursor=c")
                ? second
                : REJECTED.replace("\"next_cursor\":null", "\"next_cursor\":\"c\""));
    assertThat(run("rejected", "list", "--all").out().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactly("ID", "0-7", "0-6");
    String document = run("rejected", "list", "--all", "--json").out();
    assertThat(document.lines()).hasSize(1);
    assertThat(ApiOptions.json(document).path("data").findValuesAsText("id"))
        .containsExactly("0-7", "0-6");
    assertThat(ApiOptions.json(run("rejected", "list", "--limit", "1", "--json").out()))
        .isEqualTo(
            ApiOptions.json(REJECTED.replace("\"next_cursor\":null", "\"next_cursor\":\"c\"")));
  }

  @Test
  void what_was_deleted_before_one_that_fails_is_told() {
    answer("/v1/webhooks/a", "{}");
    answer("/v1/webhooks/b", "{}");
    Ran deleted = run("webhooks", "delete", "a", "b", "c", "--yes");
    assertThat(deleted.code()).isNotZero();
    assertThat(deleted.out()).startsWith("deleted a\ndeleted b\nhookstream: ");
    Ran json = run("webhooks", "delete", "a", "c", "--yes", "--json");
    assertThat(json.out()).startsWith("{\"deleted\":[\"a\"]}\n");
  }
}
