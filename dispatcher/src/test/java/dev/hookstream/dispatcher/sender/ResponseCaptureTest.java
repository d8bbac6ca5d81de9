package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Header;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseCaptureTest {
  private final HttpHeaders headers = new DefaultHttpHeaders();

  private List<String> kept() {
    ResponseCapture capture = new ResponseCapture(ResponseCapture.MAX_KEPT);
    capture.head(headers);
    return capture.headers().stream().map(Header::getName).toList();
  }

  @Test
  void whatDecidesIsSeenBehindFatCookies() {
    for (int i = 0; i < 12; i++) {
      headers.add("Set-Cookie", "x".repeat(1_200));
    }
    headers.add("Retry-After", "30").add("Webhook-Delivery", "disable");
    assertThat(kept()).contains("Retry-After", "Webhook-Delivery").hasSize(2 + 7);
  }

  @Test
  void aHeaderThatDoesNotFitDoesNotHideThoseBehindIt() {
    for (int i = 0; i < 7; i++) {
      headers.add("X-Fat", "x".repeat(1_024));
    }
    headers.add("X-Too-Fat", "x".repeat(1_024)).add("X-Small", "1");
    assertThat(kept()).contains("X-Small").doesNotContain("X-Too-Fat").hasSize(8);
  }

  @Test
  void alsoWhatDecidesIsBounded() {
    for (int i = 0; i < 20; i++) {
      headers.add("retry-after", "9".repeat(1_000));
    }
    assertThat(kept()).hasSize(8);
  }
}
