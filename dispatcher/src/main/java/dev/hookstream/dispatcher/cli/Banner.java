package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.dev.DevServers;
import java.io.PrintWriter;

/** What {@code dev} says when it is up: addresses, the key, two lines to paste. */
final class Banner {
  private Banner() {}

  static void print(PrintWriter out, DevServers servers, int port) {
    String url = "http://127.0.0.1:" + port;
    String key = servers.config().secrets().operatorKey();
    out.println();
    out.println("Hookstream is running; Ctrl-C stops it.");
    out.println();
    out.println("  Dashboard     " + url + "/dashboard");
    out.println("  API           " + url + "/v1");
    out.println("  API key       " + key + "   (the operator's: reaches every workspace)");
    out.println("  Kafka         " + servers.bootstrapServers());
    out.println("  Registry      " + servers.registryUrl().orElse("none"));
    out.println("  Data          " + servers.folder());
    out.println();
    out.println("A key for a workspace, and its first webhook:");
    out.println();
    out.println(
        "  KEY=$(curl -s "
            + url
            + "/v1/api-keys -H 'Authorization: Bearer "
            + key
            + "' -H 'Content-Type: application/json' -d"
            + " '{\"workspace_id\":\"acme\",\"contract\":\"standard\"}'"
            + " | sed 's/.*\"key\":\"\\([^\"]*\\).*/\\1/')");
    out.println(
        "  curl -s "
            + url
            + "/v1/webhooks -H \"Authorization: Bearer $KEY\" -H 'Content-Type: application/json'"
            + " -d '{\"url\":\"https://example.com/hook\",\"events\":[\"*\"]}'");
    out.println();
    out.flush();
  }
}
