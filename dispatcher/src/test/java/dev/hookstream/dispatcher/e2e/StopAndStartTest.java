package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopAndStartTest {
  private static final int ENDPOINTS = 4;
  private static final int EVENTS = 1_000;

  @Test
  void what_is_in_flight_at_a_stop_arrives_after_the_next_start(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start();
        Publisher publisher = new Publisher(instance.kafka())) {
      Set<String> accepted = new HashSet<>();
      for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
        instance.api().webhook("ws_" + endpoint % 2, "standard", receiver.url("/" + endpoint), "*");
      }
      publish(publisher, 0, accepted);
      Eventually.that("a quarter has arrived", () -> receiver.all().size() > accepted.size() / 4);
      instance.close();
      int atTheStop = receiver.set().size();
      publish(publisher, EVENTS, accepted);
      instance.start();
      publish(publisher, 2 * EVENTS, accepted);
      Eventually.that("everything has arrived", () -> receiver.set().size() >= accepted.size());

      assertThat(receiver.set()).isEqualTo(accepted);
      assertThat(atTheStop).as("or nothing was stopped in mid-flow").isLessThan(accepted.size());
      assertThat(receiver.all()).as("a drained stop repeats nothing").hasSameSizeAs(accepted);
    }
  }

  /** Publishes and notes what has to arrive; returns once Kafka has all of it. */
  private static void publish(Publisher publisher, int from, Set<String> accepted) {
    for (int i = from; i < from + EVENTS; i++) {
      String id = "evt_" + i;
      var unused = publisher.json("ws_" + i % 2, id, "a.b", "{\"i\":" + i + "}");
      for (int endpoint = i % 2; endpoint < ENDPOINTS; endpoint += 2) {
        accepted.add("/" + endpoint + " " + id);
      }
    }
    publisher.flush();
  }
}
