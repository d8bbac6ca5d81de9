package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.flow.SeenEvents.Sight;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
  private Dispatch dispatch;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
    dispatch.put(Dispatch.endpoint("wh_a", "arka"));
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage | unreadable",
        "{\"type\":\"t\",\"workspace_id\":\"ws\",\"data\":{}} | missing_id",
        "{\"id\":\"e\",\"type\":\"t\",\"data\":{}} | missing_workspace",
        "{\"id\":\"e\",\"type\":\"no.such.type\",\"workspace_id\":\"ws\",\"data\":{}} | unknown_type",
        "{\"id\":\"e\",\"type\":\"usage.threshold.reached\",\"workspace_id\":\"ws\",\"data\":{\"threshold\":\"many\"}} | data_breaks_schema",
        "{\"id\":\"e\",\"type\":\"t\",\"workspace_id\":\"ws\",\"product\":\"nobodys\",\"data\":{}} | unknown_product"
      })
  void what_cannot_be_delivered_is_put_aside_whole_with_the_reason(String value, String reason) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    dispatch.raw("ws", bytes);
    TestRecord<byte[], byte[]> rejected = dispatch.rejected().get(0);
    assertThat(rejected.value()).isEqualTo(bytes);
    assertThat(header(rejected, "hookstream-reason")).isEqualTo(reason);
    assertThat(header(rejected, "hookstream-offset")).isEqualTo("0");
    assertThat(dispatch.alerts())
        .filteredOn(a -> a.getWorkspaceId().isEmpty())
        .extracting(a -> a.getKind())
        .containsExactly(AlertKind.EVENT_REJECTED);

    dispatch.event("good", "integration.connected", "{}");
    assertThat(dispatch.deliveries()).hasSize(1);
  }

  @Test
  void what_is_too_large_for_a_request_of_ours_is_left_out_and_its_place_is_there() {
    dispatch.event("first", "integration.connected", "{}");
    byte[] large = new byte[3_000_000];
    RecordHeaders trace = new RecordHeaders();
    trace.add("trace", new byte[] {1});
    dispatch.raw("ws", large, trace, dispatch.now());
    RecordHeaders fat = new RecordHeaders();
    fat.add("fat", large);
    dispatch.raw("ws", "garbage".getBytes(StandardCharsets.UTF_8), fat, dispatch.now());
    dispatch.raw("ws", new byte[500_000], trace, dispatch.now());

    List<TestRecord<byte[], byte[]>> rejected = dispatch.rejected();
    for (int i = 0; i < 3; i++) {
      assertThat(header(rejected.get(i), "hookstream-topic")).isEqualTo("events");
      assertThat(header(rejected.get(i), "hookstream-partition")).isEqualTo("0");
      assertThat(header(rejected.get(i), "hookstream-offset")).isEqualTo("" + (i + 1));
    }
    TestRecord<byte[], byte[]> withoutValue = rejected.get(0);
    assertThat(withoutValue.value()).isNull();
    assertThat(withoutValue.key()).isEqualTo("ws".getBytes(StandardCharsets.UTF_8));
    assertThat(withoutValue.headers().lastHeader("trace").value()).containsExactly(1);
    assertThat(header(withoutValue, "hookstream-reason")).isEqualTo("too_large");
    assertThat(header(withoutValue, "hookstream-left-out-bytes")).isEqualTo("3000000");

    TestRecord<byte[], byte[]> withoutHeaders = rejected.get(1);
    assertThat(withoutHeaders.value()).isNull();
    assertThat(withoutHeaders.headers().lastHeader("fat")).isNull();
    assertThat(header(withoutHeaders, "hookstream-reason")).isEqualTo("unreadable");
    assertThat(withoutHeaders.headers().lastHeader("hookstream-left-out-bytes")).isNotNull();

    TestRecord<byte[], byte[]> whole = rejected.get(2);
    assertThat(whole.value()).hasSize(500_000);
    assertThat(whole.headers().lastHeader("hookstream-left-out-bytes")).isNull();
  }

  @Test
  void an_event_is_bad_only_where_no_contract_of_its_workspace_can_take_it() {
    dispatch.change("ws", new UseContract("standard"));
    dispatch.event("e1", "any.type", "{}");
    assertThat(dispatch.rejected()).isEmpty();
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void random_bytes_stop_nothing() {
    Random random = new Random(7);
    int bad = 2_000;
    byte[] good =
        AvroCodec.of(Event.class)
            .encode(new Event("x", "integration.connected", "ws", Dispatch.START, "{}", null));
    for (int i = 0; i < bad; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length - 1));
      }
      dispatch.raw("ws", bytes);
    }
    dispatch.raw("ws", null);
    dispatch.event("good", "integration.connected", "{}");
    assertThat(dispatch.rejected()).hasSize(bad + 1);
    assertThat(dispatch.deliveries()).hasSize(1);
    assertThat(dispatch.alerts()).as("once a minute").hasSize(1);
  }

  @Test
  void an_event_seen_twice_within_a_day_goes_out_once() {
    for (int hours : new int[] {0, 7, 8, 8}) {
      dispatch.advance(java.time.Duration.ofHours(hours));
      dispatch.event("e1", "integration.connected", "{}");
    }
    assertThat(dispatch.deliveries()).hasSize(1);
    dispatch.advance(java.time.Duration.ofHours(2));
    dispatch.event("e1", "integration.connected", "{}");
    assertThat(dispatch.deliveries()).hasSize(1);
  }

  @Test
  void the_same_offset_seen_again_is_no_duplicate() {
    SeenEvents seen = new SeenEvents(dispatch.driver().getWindowStore(SeenEvents.STORE));
    assertThat(seen.note(named("ws", "e"), 3, 17, dispatch.now())).isEqualTo(Sight.FIRST);
    assertThat(seen.note(named("ws", "e"), 3, 17, dispatch.now() + 1)).isEqualTo(Sight.AGAIN);
    assertThat(seen.note(named("ws", "e"), 3, 18, dispatch.now() + 2)).isEqualTo(Sight.COPY);
    assertThat(seen.note(named("other", "e"), 3, 18, dispatch.now() + 2)).isEqualTo(Sight.FIRST);
  }

  @Test
  void an_event_in_another_workspaces_partition_is_moved_to_its_own(@TempDir Path other) {
    String workspace = "w";
    while (WorkspacePartitioner.MURMUR2.partition(workspace, 2) == 0) {
      workspace += "w";
    }
    byte[] value =
        ("{\"id\":\"e\",\"type\":\"t\",\"workspace_id\":\"" + workspace + "\",\"data\":{}}")
            .getBytes(StandardCharsets.UTF_8);
    try (Dispatch two = new Dispatch(other, 2, 10)) {
      two.raw("somewhere", value);
      var moved =
          two.driver()
              .createOutputTopic("events", new StringDeserializer(), new ByteArrayDeserializer())
              .readRecord();
      assertThat(moved.key()).isEqualTo(workspace);
      assertThat(moved.value()).isEqualTo(value);
      assertThat(two.alerts()).extracting(a -> a.getKind()).contains(AlertKind.EVENT_MISPLACED);
      // The driver has one partition only, so it comes back: once, and not for ever.
      assertThat(header(two.rejected().get(0), "hookstream-reason")).isEqualTo("misplaced");
    }
  }

  @Test
  void results_come_before_events_and_events_before_replays_whatever_their_own_times() {
    var record =
        new org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object>("t", 0, 0, "k", "v");
    long now = 1_000_000;
    long settings = PriorityTimestamps.changes().extract(record, 0);
    long result = PriorityTimestamps.results(() -> now).extract(record, 0);
    long event = PriorityTimestamps.events(() -> now).extract(record, 0);
    long replay = PriorityTimestamps.replays(() -> now).extract(record, 0);
    assertThat(new long[] {settings, result, event, replay}).isSorted().doesNotHaveDuplicates();
    assertThat(event - result)
        .as("an older event is still behind a newer result")
        .isGreaterThanOrEqualTo(60_000);
  }

  @Test
  void librdkafkas_and_javas_places_of_a_key_are_known() {
    // Kafka's own test vectors for murmur2, and CRC32 as zlib has it.
    assertThat(WorkspacePartitioner.CRC32.partition("123456789", 1 << 30))
        .isEqualTo((int) (0xCBF43926L % (1 << 30)));
    assertThat(WorkspacePartitioner.MURMUR2.partition("foobar", 1 << 30))
        .isEqualTo((-790332482 & 0x7fffffff) % (1 << 30));
  }

  private static Event named(String workspace, String id) {
    return new Event(id, "a.b", workspace, Instant.EPOCH, "{}", null);
  }
}
