package dev.hookstream.schemas.serde;

import static dev.hookstream.schemas.serde.BadEvents.rejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventsTest {
  private static final String REST =
      "\"id\":\"evt_1\",\"type\":\"a.b\",\"workspace_id\":\"ws_1\",\"occurred_at\":1778487262184";

  private final EventFormats formats = EventFormats.withoutRegistry(1 << 20);

  private Event read(String json) throws BadEventException {
    return formats.read(json.getBytes(UTF_8));
  }

  private BadEventException bad(String json, @Nullable String reason, @Nullable String pointer) {
    return rejected(formats, json.getBytes(UTF_8), reason, pointer);
  }

  @Test
  void the_documented_example_is_read() throws Exception {
    Event event =
        read(
            "{\"id\":\"evt_01HZ8PJYTM6N9X7QWXAYBVS3J5\",\"type\":\"workflow.run.completed\","
                + "\"workspace_id\":\"ws_main\",\"occurred_at\":\"2026-05-11T08:14:22.184Z\","
                + "\"data\":{\"run_id\":\"run_1\",\"cost_usd\":0.0382}}");
    assertThat(event.getId()).isEqualTo("evt_01HZ8PJYTM6N9X7QWXAYBVS3J5");
    assertThat(event.getType()).isEqualTo("workflow.run.completed");
    assertThat(event.getWorkspaceId()).isEqualTo("ws_main");
    assertThat(event.getOccurredAt()).isEqualTo(Instant.parse("2026-05-11T08:14:22.184Z"));
    assertThat(event.getData()).isEqualTo("{\"run_id\":\"run_1\",\"cost_usd\":0.0382}");
    assertThat(event.getProduct()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ }",
        "{\"a\":0.0382}",
        "{\"a\":12345678901234567890,\"b\":1e400,\"c\":-0.0,\"d\":1.10}",
        "{\"z\":1,\"a\":2,\"m\":{\"y\":[ 1 , 2 ]}}",
        "{\n\t\"a\" :\r\n \"\\u20ac \\/ € 😀\" }",
        "{\"\\ud800\":\"\\udead\"}",
      })
  void data_comes_out_byte_for_byte(String data) throws Exception {
    assertThat(read("{" + REST + ",\"data\":" + data + "}").getData()).isEqualTo(data);
    assertThat(read("\uFEFF \r\n\t{\"data\" : " + data + " , " + REST + " } \n").getData())
        .isEqualTo(data);
    assertThat(read("{\"ünïcödé €😀\":\"😀\",\"data\":" + data + "," + REST + "}").getData())
        .isEqualTo(data);
  }

  @ParameterizedTest
  @CsvSource({
    "1778487262184, 2026-05-11T08:14:22.184Z",
    "'\"2026-05-11T08:14:22Z\"', 2026-05-11T08:14:22Z",
    "'\"2026-05-11T10:14:22.184999+02:00\"', 2026-05-11T08:14:22.184Z",
    "-1, 1969-12-31T23:59:59.999Z",
  })
  void a_time_is_iso_8601_or_milliseconds(String time, Instant expected) throws Exception {
    String json =
        "{\"id\":\"e\",\"type\":\"t\",\"workspace_id\":\"w\",\"data\":{},\"occurred_at\":%s}";
    assertThat(read(json.formatted(time)).getOccurredAt()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"yesterday\"",
        "\"2026-05-11\"",
        "\"2026-05-11T08:14:22\"",
        "1.5",
        "true",
        "{}",
        "99999999999999999999",
        "9223372036854775807",
        "\"+999999999-12-31T23:59:59Z\"",
        "\"\""
      })
  void any_other_time_is_rejected(String time) {
    bad(
        "{\"id\":\"e\",\"type\":\"t\",\"workspace_id\":\"w\",\"data\":{},\"occurred_at\":"
            + time
            + "}",
        "bad_field",
        "/occurred_at");
  }

  @Test
  void a_time_that_is_not_given_is_the_callers_where_the_caller_has_one() throws Exception {
    String json = "{\"id\":\"e\",\"type\":\"t\",\"workspace_id\":\"w\",\"data\":{}}";
    bad(json, "missing_occurred_at", "/occurred_at");
    Instant given = Instant.ofEpochMilli(5);
    assertThat(formats.read(json.getBytes(UTF_8), given).getOccurredAt()).isEqualTo(given);
  }

  @Test
  void members_of_other_names_are_passed_over_and_null_is_absent() throws Exception {
    Event event = read("{\"v\":[1,{\"data\":2}],\"product\":null," + REST + ",\"data\":{}}");
    assertThat(event.getData()).isEqualTo("{}");
    assertThat(event.getProduct()).isNull();
    assertThat(read("{\"product\":\"arka\"," + REST + ",\"data\":{}}").getProduct())
        .isEqualTo("arka");
  }

  @Test
  void what_is_missing_is_named() {
    bad("{}", "missing_id", "/id");
    bad("{\"id\":null}", "missing_id", "/id");
    bad("{\"id\":\"e\"}", "missing_type", "/type");
    bad("{\"id\":\"e\",\"type\":\"t\"}", "missing_workspace", "/workspace_id");
    bad("{" + REST + "}", "missing_data", "/data");
    bad("{" + REST + ",\"data\":null}", "missing_data", "/data");
  }

  @Test
  void what_is_of_the_wrong_kind_is_named() {
    bad("{\"id\":5}", "not_an_event", "/id");
    bad("{\"id\":\"e\",\"type\":[]}", "not_an_event", "/type");
    bad("{" + REST + ",\"data\":\"{}\"}", "data_not_json", "/data");
    bad("{" + REST + ",\"data\":[]}", "data_not_json", "/data");
    bad("{" + REST + ",\"data\":{},\"product\":1}", "not_an_event", "/product");
  }

  @Test
  void ids_that_no_header_or_record_could_carry_are_rejected() {
    for (String id : new String[] {"\\ud800", "a\\u0000b", "a\\nb", "é", " a", "a ", "\\u007f"}) {
      bad(
          "{\"id\":\""
              + id
              + "\",\"type\":\"t\",\"workspace_id\":\"w\",\"occurred_at\":1,\"data\":{}}",
          "bad_field",
          "/id");
    }
    bad(
        "{\"id\":\"e\",\"type\":\"t\",\"workspace_id\":\"w\\udc00\",\"occurred_at\":1,\"data\":{}}",
        "bad_field",
        "/workspace_id");
  }

  @Test
  void a_key_that_comes_twice_is_rejected_at_any_depth() {
    bad("{" + REST + ",\"data\":{},\"id\":\"evt_2\"}", "unreadable", null);
    bad("{" + REST + ",\"data\":{},\"data\":{}}", null, null);
    bad("{" + REST + ",\"data\":{\"a\":{\"b\":1,\"b\":2}}}", "data_not_json", "/data/a/b");
  }

  @Test
  void faults_inside_data_are_data_not_json_with_their_place() {
    bad("{" + REST + ",\"data\":{\"a\":[1,NaN]}}", "data_not_json", "/data/a/1");
    bad("{" + REST + ",\"data\":{\"a\":Infinity}}", "data_not_json", "/data/a");
    bad("{" + REST + ",\"data\":{\"a\":\"\u0001\"}}", "data_not_json", "/data/a");
    bad("{" + REST + ",\"data\":{\"a\":\"\\x\"}}", "data_not_json", "/data/a");
  }

  @Test
  void what_follows_the_object_is_rejected() {
    bad("{" + REST + ",\"data\":{}}{}", "unreadable", "");
    bad("{" + REST + ",\"data\":{}} x", "unreadable", "");
    bad("{" + REST + ",\"data\":{}}\u0000", "unreadable", "");
  }

  @Test
  void nesting_is_bounded() throws Exception {
    int most = RawJson.MAX_DEPTH - 2;
    String deep = "{\"a\":" + "[".repeat(most) + "]".repeat(most) + "}";
    assertThat(read("{" + REST + ",\"data\":" + deep + "}").getData()).isEqualTo(deep);
    String deeper = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    bad("{" + REST + ",\"data\":" + deeper + "}", "data_not_json", null);
  }

  @Test
  void what_is_not_utf8_is_rejected() {
    rejected(
        formats, ("{" + REST + ",\"data\":{\"a\":\"é\"}}").getBytes(ISO_8859_1), "unreadable", "");
    rejected(formats, ("{" + REST + ",\"data\":{}}").getBytes(UTF_16LE), "unreadable", "");
    byte[] surrogate = ("{" + REST + ",\"data\":{\"a\":\"###\"}}").getBytes(UTF_8);
    int at = new String(surrogate, UTF_8).indexOf('#');
    surrogate[at] = (byte) 0xED;
    surrogate[at + 1] = (byte) 0xA0;
    surrogate[at + 2] = (byte) 0x80;
    rejected(formats, surrogate, "unreadable", "");
    byte[] overlong = ("{" + REST + ",\"data\":{\"a\":\"##\"}}").getBytes(UTF_8);
    overlong[at] = (byte) 0xC0;
    overlong[at + 1] = (byte) 0xAF;
    rejected(formats, overlong, "unreadable", "");
  }

  @Test
  void many_different_keys_are_no_reason_to_refuse() throws Exception {
    for (int round = 0; round < 20; round++) {
      StringBuilder data = new StringBuilder("{");
      for (int i = 0; i < 5_000; i++) {
        data.append(i == 0 ? "" : ",").append("\"k").append(round * 5_000 + i).append("\":1");
      }
      String text = data.append('}').toString();
      assertThat(read("{" + REST + ",\"data\":" + text + "}").getData()).isEqualTo(text);
    }
  }
}
