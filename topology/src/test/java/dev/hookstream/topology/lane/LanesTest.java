package dev.hookstream.topology.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  @Test
  void idleLanesAreForgottenAlthoughTheEldestWaitForDays() {
    Backlog backlog =
        new Backlog(MapStore.ofBytes(), new SharedBodies(MapStore.ofBytes(), MapStore.ofBytes()));
    LaneDirectory directory = new LaneDirectory();
    Lanes all = new Lanes(backlog, directory, 10, 1_000, 0);
    for (int i = 0; i < 20; i++) {
      backlog.append(all.lane("ws", "held" + i), BacklogTest.queued("held" + i, i, 10, false));
    }
    IntStream.range(0, 60_000).forEach(i -> all.lane("ws", "idle" + i));
    long inMemory =
        IntStream.range(0, 60_000)
            .filter(i -> directory.find("ws", "idle" + i).isPresent())
            .count();
    assertThat(inMemory).isLessThanOrEqualTo(50_000);
    assertThat(directory.find("ws", "held7")).isPresent();
  }

  @Test
  void an_endpoint_is_in_use_from_when_something_left_for_it() {
    Backlog backlog =
        new Backlog(MapStore.ofBytes(), new SharedBodies(MapStore.ofBytes(), MapStore.ofBytes()));
    LaneDirectory directory = new LaneDirectory();
    Lanes all = new Lanes(backlog, directory, 10, 1_000, 0);
    Lane unused = all.lane("ws", "wh_idle");
    Lane used = all.lane("ws", "wh_used");
    assertThat(directory.usedSince(0)).isZero();
    all.lease(used, "dlv_1", 5_000, 9_000);
    assertThat(directory.usedSince(5_000)).isEqualTo(1);
    assertThat(directory.usedSince(5_001)).isZero();
  }
}
