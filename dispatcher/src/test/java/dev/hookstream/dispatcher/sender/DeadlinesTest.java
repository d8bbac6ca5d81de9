package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
  private static final long MILLI = 1_000_000;

  private final class Entry extends Deadline {
    private final String name;

    Entry(String name) {
      this.name = name;
    }

    @Override
    void late() {
      late.add(name);
    }
  }

  private final List<String> late = new ArrayList<>();

  /** What is to ring, by the millisecond; there is at most one. */
  private final TreeMap<Long, Long> alarms = new TreeMap<>();

  private long now;
  private long ids;
  private int set;

  private final Deadlines deadlines =
      new Deadlines(
          new Deadlines.Alarm() {
            @Override
            public long set(long millis, Runnable ring) {
              set++;
              alarms.put(now / MILLI + millis, ++ids);
              return ids;
            }

            @Override
            public void cancel(long id) {
              alarms.values().remove(id);
            }
          });

  @Test
  void oneThatThrowsKeepsNoneOfTheOthersFromBeingTold() {
    deadlines.add(
        new Deadline() {
          @Override
          void late() {
            throw new IllegalStateException("thrown on purpose");
          }
        },
        20,
        now);
    add("same moment", 20);
    add("later", 50);
    at(20);
    assertThat(late).containsExactly("same moment");
    at(50);
    assertThat(late).containsExactly("same moment", "later");
  }

  @Test
  void eachIsToldAtItsTimeWhateverItsLength() {
    add("long", 500);
    add("short", 20);
    at(10);
    add("second", 20);
    at(19);
    assertThat(late).isEmpty();
    at(20);
    assertThat(late).containsExactly("short");
    at(30);
    assertThat(late).containsExactly("short", "second");
    at(500);
    assertThat(late).containsExactly("short", "second", "long");
    assertThat(alarms).isEmpty();
  }

  @Test
  void oneThatWasMetIsNotToldAndTakesNoneWithIt() {
    Entry first = add("first", 20);
    Entry middle = add("middle", 20);
    add("last", 20);
    deadlines.remove(middle);
    deadlines.remove(first);
    deadlines.remove(first);
    at(20);
    assertThat(late).containsExactly("last");
  }

  @Test
  void aTimerIsNotSetForEach() {
    for (int i = 0; i < 1_000; i++) {
      at(i);
      deadlines.remove(add("e" + i, 20_000));
    }
    assertThat(set).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverComesAndGoesEachIsToldInItsMillisecondOrNotAtAll(long seed) {
    Random random = new Random(seed);
    TreeMap<String, Entry> open = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      at(i);
      late.forEach(open::remove);
      late.clear();
      long time = now;
      assertThat(open.values()).allMatch(entry -> entry.dueAt > time);
      if (random.nextBoolean()) {
        open.put("e" + i, add("e" + i, 1 + random.nextInt(5) * 40));
      }
      if (random.nextBoolean() && !open.isEmpty()) {
        deadlines.remove(open.pollFirstEntry().getValue());
      }
    }
  }

  private Entry add(String name, int millis) {
    Entry entry = new Entry(name);
    deadlines.add(entry, millis, now);
    return entry;
  }

  /** Lets the time pass, and rings where it is due. */
  private void at(long milli) {
    now = milli * MILLI;
    while (!alarms.isEmpty() && alarms.firstKey() <= milli) {
      alarms.pollFirstEntry();
      deadlines.ring(now);
    }
  }
}
