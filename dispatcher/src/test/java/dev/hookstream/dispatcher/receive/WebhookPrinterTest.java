package dev.hookstream.dispatcher.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.receive.WebhookPrinter.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookPrinterTest {
  private static Webhook webhook(String body, Map<String, String> headers) {
    return new Webhook(0, "POST", "/hook", headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String print(Webhook webhook, boolean pretty, Verdict verdict) {
    WebhookPrinter printer = new WebhookPrinter(Paint.NONE, pretty, ZoneOffset.UTC);
    return String.join("\n", printer.lines(webhook, verdict, 200));
  }

  @Test
  void showsTheHeadersThatMatterAndTheIndentedBodyWithItsNumbersAsTheyCame() {
    Webhook webhook =
        webhook(
            "{\"n\":12345678901234567890,\"p\":0.03820,\"e\":1E400,\"a\":[]}",
            Map.of("webhook-id", "evt_1", "x-arka-signature", "ab", "accept", "*/*"));
    assertThat(print(webhook, true, new Verdict.Checked(Optional.empty())))
        .isEqualTo(
            """
            00:00:00.000  POST /hook  answered 200  ✓ signature ok
              webhook-id: evt_1
              x-arka-signature: ab
              {
                "n" : 12345678901234567890,
                "p" : 0.03820,
                "e" : 1E400,
                "a" : [ ]
              }
            """);
  }

  @Test
  void aBodyThatIsNoJsonIsShownAsItCame() {
    assertThat(print(webhook("{\"a\":", Map.of()), true, new Verdict.Unchecked()))
        .contains("  {\"a\":\n")
        .contains("not checked");
  }

  @Test
  void whatCameCannotMoveTheCursorOrColourAnything() {
    Webhook webhook =
        webhook("\u001b[2J\"\u009b31m\u202e", Map.of("webhook-id", "a\u001b]0;b\u0007"));
    assertThat(print(webhook, true, new Verdict.Checked(Optional.of("\u001b[1m"))))
        .doesNotContain("\u001b", "\u009b", "\u202e", "\u0007")
        .contains("·[2J");
  }

  @Test
  void theAttemptsNumberIsShownWhereItIsNotTheFirst() {
    assertThat(print(webhook("{}", Map.of("webhook-attempt", "3")), false, new Verdict.Unchecked()))
        .contains("attempt 3");
    assertThat(webhook("", Map.of("webhook-attempt", "many")).attempt()).isEqualTo(1);
  }
}
