package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchesTest {
  private static final int EACH = 20_000;

  private final Batches<Integer> batches = new Batches<>();

  @Test
  void nobodysItemIsLostOrOvertakenHoweverTheyMeet() throws InterruptedException {
    List<Thread> threads = List.of(adder(0), adder(1));
    threads.forEach(Thread::start);
    List<List<Integer>> taken = List.of(new ArrayList<>(), new ArrayList<>());
    int count = 0;
    while (count < 2 * EACH) {
      // So long that a call which is missed fails the test.
      batches.await(TimeUnit.MINUTES.toNanos(10));
      Integer item;
      while ((item = batches.poll()) != null) {
        taken.get(item % 2).add(item);
        count++;
      }
    }
    for (List<Integer> ofOne : taken) {
      assertThat(ofOne).hasSize(EACH).isSorted();
    }
  }

  private Thread adder(int first) {
    return new Thread(
        () -> {
          for (int i = 0; i < EACH; i++) {
            batches.add(2 * i + first);
          }
        });
  }
}
