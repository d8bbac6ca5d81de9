package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final String DATA = "{\"cost_usd\":0.0382}";

  private static String body(String contract, Event event) {
    return new String(Events.contract(contract).render(event), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "standard | {'type':'t.x','timestamp':'2026-05-11T08:14:22.184Z','data':DATA}",
        "aresgen | {'id':'evt_01HZ8PJYTM6N9X7QWXAYBVS3J5','type':'t.x','created':'2026-05-11T08:14:22.184Z','workspace_id':'ws_main','data':DATA}",
        "arka | {'id':'evt_01HZ8PJYTM6N9X7QWXAYBVS3J5','type':'t.x','created':1778487262,'data':DATA,'account_id':'ws_main'}",
        "ainative | {'event_type':'t.x','occurred_at':'2026-05-11T08:14:22Z','data':DATA}",
        "hrizn | {'id':'evt_01HZ8PJYTM6N9X7QWXAYBVS3J5','type':'t.x','site_id':'ws_main','data':DATA,'timestamp':'2026-05-11T08:14:22.184Z','api_version':'2025-01-01'}",
        "aethenox | {'id':'evt_01HZ8PJYTM6N9X7QWXAYBVS3J5','type':'t.x','created':'2026-05-11T08:14:22.184Z','data':DATA}",
      })
  void theBodyOfEachContractIsExactlyThis(String contract, String golden) {
    assertThat(body(contract, Events.with("t.x", DATA)))
        .isEqualTo(golden.replace('\'', '"').replace("DATA", DATA));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "aresgen", "arka", "ainative", "hrizn", "aethenox"})
  void dataGoesOutByteForByteAsItWasPublished(String contract) {
    assertThat(body(contract, Events.with("t.x", Events.AWKWARD_DATA)))
        .contains("\"data\":" + Events.AWKWARD_DATA);
  }

  @Test
  void textOfTheEventsIsEscapedSoThatItCannotBreakOutOfItsString() throws Exception {
    Event event = Events.with("t", "{}");
    event.setId("a\"b\\c\n\u0001\u2028é🎉");
    event.setWorkspaceId("w\",\"x\":\"");
    String body = body("aresgen", event);
    assertThat(EventData.parse(body).get("id").textValue()).isEqualTo("a\"b\\c\n\u0001\u2028é🎉");
    assertThat(EventData.parse(body).get("workspace_id").textValue()).isEqualTo("w\",\"x\":\"");
    assertThat(EventData.parse(body)).hasSize(5);
  }

  @Test
  void timesKeepTheirZerosAndSecondsAreThoseThatHadBegun() {
    assertThat(body("aresgen", at("2026-05-11T08:14:22Z")))
        .contains("\"2026-05-11T08:14:22.000Z\"");
    assertThat(body("ainative", at("2026-05-11T08:14:22.999Z")))
        .contains("\"2026-05-11T08:14:22Z\"");
    assertThat(body("arka", at("1969-12-31T23:59:59.500Z"))).contains("\"created\":-1,");
  }

  @Test
  void noTimeThatARecordCanHoldBreaksTheBody() {
    for (long millis : new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
      Event event = Events.with("t", "{}");
      event.setOccurredAt(Instant.ofEpochMilli(millis));
      assertThat(body("standard", event)).endsWith("\"data\":{}}");
      assertThat(body("arka", event)).contains("\"data\":{}");
    }
  }

  private static Event at(String time) {
    Event event = Events.with("t", "{}");
    event.setOccurredAt(Instant.parse(time));
    return event;
  }
}
