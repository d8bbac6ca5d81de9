package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A record of ours that nobody can read is put aside, and its partition goes on. */
@ExtendWith(TestBroker.class)
class UnreadableInternalRecordsTest {
  @Test
  void rubbish_on_our_own_topics_stops_nobody(@TempDir Path state) throws Exception {
    byte[] key = "ws_1".getBytes(StandardCharsets.UTF_8);
    byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
    List<Topic> topics = List.of(Topic.CHANGES, Topic.ATTEMPTS, Topic.DUE, Topic.REPLAYS);
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start();
        Publisher publisher = new Publisher(instance.kafka());
        TopicReader aside = new TopicReader(instance.kafka(), Topic.REJECTED_EVENTS);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(instance.kafka().producer("rubbish"))) {
      for (Topic topic : topics) {
        producer.send(new ProducerRecord<>(instance.kafka().topic(topic), key, rubbish)).get();
      }
      instance.api().webhook("ws_1", "standard", receiver.url("/a"), "*");
      var unused = publisher.json("ws_1", "evt_1", "a.b", "{}");
      publisher.flush();

      assertThat(receiver.next("/a")).isNotNull();
      Eventually.that(
          "all of it lies aside",
          () ->
              aside.read().stream()
                      .filter(
                          found ->
                              new String(found.value(), StandardCharsets.UTF_8).equals("rubbish"))
                      .count()
                  >= topics.size());
      assertThat(instance.api().isReady()).isTrue();
    }
  }
}
