package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's replay of docs/replay.md, with the tool that comes with Kafka. */
class OffsetResetTest {
  private static final int EVENTS = 50;

  @Test
  void with_the_offsets_set_back_everything_is_delivered_again_dead_letters_included(
      @TempDir Path folder) throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("once.yaml"), ReplayTest.ONCE);
    try (Receiver receiver = new Receiver().failing("/", 10);
        RunningInstance instance =
            new RunningInstance(TestBroker.settings(), folder.resolve("state"))
                .with("CONTRACTS", contracts.toString())
                .start();
        Publisher publisher = new Publisher(instance.kafka());
        TopicReader letters = new TopicReader(instance.kafka(), Topic.DEAD_LETTERS)) {
      var unused = instance.api().webhook("ws", "once", receiver.url("/"), "*");
      Set<String> ids = new TreeSet<>();
      for (int i = 0; i < EVENTS; i++) {
        ids.add("evt_" + i);
        publisher.json("ws", "evt_" + i, "a.b", "{}").get();
      }
      List<Arrival> first = receiver.next("/", EVENTS);
      Eventually.that("ten are dead letters", () -> letters.read().size() == 10);
      instance.close();

      ConsumerGroupCommand.main(
          new String[] {
            "--bootstrap-server",
            instance.kafka().bootstrapServers(),
            "--group",
            instance.kafka().group("dispatch"),
            "--topic",
            instance.kafka().topic(Topic.EVENTS),
            "--reset-offsets",
            "--to-earliest",
            "--execute"
          });
      instance.start();
      List<Arrival> second = receiver.next("/", EVENTS);

      assertThat(eventIds(second)).isEqualTo(ids);
      assertThat(deliveryIds(second)).as("the same deliveries").isEqualTo(deliveryIds(first));
      publisher.json("ws", "evt_last", "a.b", "{}").get();
      assertThat(receiver.next("/").eventId()).as("and nothing thrice").isEqualTo("evt_last");
    }
  }

  private static Set<String> eventIds(List<Arrival> arrivals) {
    return arrivals.stream().map(Arrival::eventId).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> deliveryIds(List<Arrival> arrivals) {
    return arrivals.stream()
        .map(Arrival::deliveryId)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
