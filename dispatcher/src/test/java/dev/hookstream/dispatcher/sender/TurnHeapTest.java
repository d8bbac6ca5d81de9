package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TurnHeapTest {
  /**
   * Adds where the number is not negative; else takes out the first, or any other, which may come
   * back.
   */
  @Property
  void isAsAnOrderedMapIs(
      @ForAll @Size(max = 300) List<@IntRange(min = -100, max = 200) Integer> steps) {
    TurnHeap heap = new TurnHeap();
    TreeMap<Long, EndpointQueue> map = new TreeMap<>();
    Map<Long, EndpointQueue> gone = new HashMap<>();
    for (int step : steps) {
      if (step >= 0 && !map.containsKey((long) step)) {
        EndpointQueue endpoint = gone.getOrDefault((long) step, new EndpointQueue());
        endpoint.turn = step;
        heap.add(endpoint);
        map.put(endpoint.turn, endpoint);
      } else if (!map.isEmpty()) {
        List<EndpointQueue> all = new ArrayList<>(map.values());
        EndpointQueue one = all.get(step % 2 == 0 ? 0 : Math.floorMod(step, all.size()));
        heap.remove(one);
        map.remove(one.turn);
        gone.put(one.turn, one);
      }
      assertThat(heap.first()).isSameAs(map.isEmpty() ? null : map.firstEntry().getValue());
    }
  }

  @Example
  void whoIsNotInItCannotLeave() {
    TurnHeap heap = new TurnHeap();
    EndpointQueue in = new EndpointQueue();
    heap.add(in);
    assertThatThrownBy(() -> heap.remove(new EndpointQueue()))
        .isInstanceOf(IllegalStateException.class);
    heap.remove(in);
    assertThatThrownBy(() -> heap.remove(in)).isInstanceOf(IllegalStateException.class);
  }
}
