package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.sender.guard.Cidr;
import dev.hookstream.dispatcher.sender.guard.UrlFile;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ErrorKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file of hostile URLs against the sender, beside a port that must see no connection. */
class HttpExchangeHostileTest extends HttpExchangeFixture {
  private static final Pattern BARE_HOST = Pattern.compile("https://(\\[[^]]*]|[^\\[/?#@:\\\\]+)/");

  @Override
  List<Cidr> networks() {
    return List.of();
  }

  @Test
  void nothingIsConnectedToForAHostileUrl() throws IOException {
    try (Trap trap = new Trap("::", 0)) {
      List<String> urls = new ArrayList<>();
      UrlFile.hostile().map(UrlFile.Hostile::url).forEach(urls::add);
      String port = ":" + trap.port() + "/";
      for (String url : List.copyOf(urls)) {
        // The same host, but where somebody listens.
        urls.add(BARE_HOST.matcher(url).replaceFirst("http://$1" + port));
      }
      for (String inside : List.of("127.0.0.1", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1")) {
        String name = "name" + names.size() + ".example";
        names.put(name, List.of(inside));
        urls.add("http://" + name + port);
      }
      for (String url : urls) {
        if (!url.startsWith("http://example.com/") && !url.startsWith("HTTP://EXAMPLE.COM/")) {
          Attempt attempt = send(Deliveries.to(url));
          assertThat(attempt.getError()).as(url).isEqualTo(ErrorKind.URL_REFUSED);
        }
      }
      assertThat(trap.caught()).isFalse();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), trap.port()));
        assertThat(trap.caught()).as("the trap works").isTrue();
      }
    }
  }
}
