package dev.hookstream.topology.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParkedEventsTest {
  private Dispatch dispatch;
  private KeyValueStore<Bytes, byte[]> store;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    dispatch = new Dispatch(stateDir);
    store = dispatch.driver().getKeyValueStore(ParkedEvents.STORE);
  }

  @AfterEach
  void stop() {
    dispatch.close();
  }

  private static ArrivedEvent event(@Nullable String key, long offset) {
    return new ArrivedEvent(
        key == null ? null : key.getBytes(UTF_8),
        new byte[] {1, 2},
        new RecordHeaders().add("a", null).add("b", new byte[] {3}),
        5,
        offset,
        77);
  }

  private static List<Long> taken(ParkedEvents parked, int most) {
    List<Long> offsets = new ArrayList<>();
    parked.offer(most, event -> offsets.add(event.offset()));
    return offsets;
  }

  @Test
  void another_run_finds_every_queue_as_it_was() {
    ParkedEvents before = new ParkedEvents(store);
    // Keys that begin alike, one that is empty and none at all.
    List<@Nullable String> keys = new ArrayList<>(List.of("w", "ws", "ws\0", ""));
    keys.add(null);
    long offset = 0;
    for (int i = 0; i < 3; i++) {
      for (String key : keys) {
        before.park(event(key, offset++));
      }
    }
    taken(before, 1);

    ParkedEvents after = new ParkedEvents(store);
    assertThat(after.queues()).isEqualTo(5);
    assertThat(after.waits("ws".getBytes(UTF_8))).isTrue();
    assertThat(after.waits("w\0".getBytes(UTF_8))).isFalse();
    List<ArrivedEvent> all = new ArrayList<>();
    after.offer(100, all::add);
    for (String key : keys) {
      assertThat(all)
          .filteredOn(event -> key == null ? event.key() == null : isKey(event, key))
          .extracting(ArrivedEvent::offset)
          .isSorted()
          .hasSize("w".equals(key) ? 2 : 3);
    }
    assertThat(after.queues()).isZero();
    assertThat(new ParkedEvents(store).queues()).isZero();
  }

  private static boolean isKey(ArrivedEvent event, String key) {
    return event.key() != null && new String(event.key(), UTF_8).equals(key);
  }

  @Test
  void an_event_comes_back_as_it_went_in() {
    ParkedEvents parked = new ParkedEvents(store);
    parked.park(event("ws", 9));
    List<ArrivedEvent> all = new ArrayList<>();
    new ParkedEvents(store).offer(1, all::add);
    ArrivedEvent back = all.get(0);
    assertThat(back.key()).isEqualTo("ws".getBytes(UTF_8));
    assertThat(back.value()).containsExactly(1, 2);
    assertThat(back.headers()).isEqualTo(event("ws", 9).headers());
    assertThat(back.partition()).isEqualTo(5);
    assertThat(back.offset()).isEqualTo(9);
    assertThat(back.readAt()).isEqualTo(77);
  }

  @Test
  void what_is_not_taken_stays_at_the_head_and_others_have_the_next_turn() {
    ParkedEvents parked = new ParkedEvents(store);
    parked.park(event("a", 0));
    parked.park(event("a", 1));
    parked.park(event("b", 2));
    List<Long> offered = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      parked.offer(
          1,
          event -> {
            offered.add(event.offset());
            return false;
          });
    }
    assertThat(offered).containsExactly(0L, 2L, 0L);
    assertThat(taken(parked, 100)).containsExactly(2L, 0L, 1L);
  }

  @Test
  void what_is_read_again_after_offsets_were_reset_takes_its_place() {
    ParkedEvents parked = new ParkedEvents(store);
    for (long offset : new long[] {10, 11, 3, 10, 12}) {
      parked.park(event("a", offset));
    }
    assertThat(taken(parked, 2)).containsExactly(3L, 10L);
    parked.park(event("a", 5));
    assertThat(taken(new ParkedEvents(store), 100)).containsExactly(5L, 11L, 12L);
  }
}
