package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

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

  @Test
  void a_stop_in_order_leaves_state_that_the_next_start_takes_up(@TempDir Path state)
      throws Exception {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger streams = (Logger) LoggerFactory.getLogger("org.apache.kafka.streams");
    logged.start();
    streams.addAppender(logged);
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start();
        Publisher publisher = new Publisher(instance.kafka())) {
      // One task has seen an event, the others none.
      instance.api().webhook("ws", "standard", receiver.url("/"), "*");
      publisher.json("ws", "evt_1", "a.b", "{}").get();
      assertThat(receiver.next("/").eventId()).isEqualTo("evt_1");
      instance.close();
      instance.start();
      publisher.json("ws", "evt_2", "a.b", "{}").get();
      assertThat(receiver.next("/").eventId()).isEqualTo("evt_2");
    } finally {
      streams.detachAppender(logged);
    }
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains(TaskCorruptedException.class.getSimpleName()));
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
