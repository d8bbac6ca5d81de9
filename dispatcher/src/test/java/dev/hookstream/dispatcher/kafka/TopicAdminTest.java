package dev.hookstream.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real broker. */
@ExtendWith(TestBroker.class)
@Timeout(60)
class TopicAdminTest {
  @Test
  void whatIsMadeHasNoDifferenceAndMakingItAgainMakesNothing(KafkaSettings kafka) {
    TopicAdmin topics = new TopicAdmin(kafka);
    assertThat(topics.check()).hasSize(Topic.values().length);
    assertThat(topics.create()).hasSize(Topic.values().length);
    assertThat(topics.check()).isEmpty();
    assertThat(topics.create()).isEmpty();
  }

  @Test
  void anEventsTopicThatWasThereGivesTheOthersItsPartitionsAndIsWarnedOf(KafkaSettings kafka)
      throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(kafka.topic(Topic.EVENTS), 7, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
    TopicAdmin topics = new TopicAdmin(kafka);
    topics.create();
    assertThat(topics.check())
        .allMatch(difference -> difference.severity() == Difference.Severity.WARNING)
        .allMatch(difference -> difference.topic().equals(kafka.topic(Topic.EVENTS)))
        .extracting(Difference::text)
        .anyMatch(text -> text.startsWith("cleanup.policy is compact"))
        .anyMatch(text -> text.startsWith("message.timestamp.type is CreateTime"));
  }

  @Test
  void whereReplicasAreLeftToTheBrokerTheTopicsAreAsSafeAsItsNumberAllows(KafkaSettings given) {
    KafkaSettings kafka =
        new KafkaSettings(given.client(), given.names(), given.partitions(), (short) -1);
    TopicAdmin topics = new TopicAdmin(kafka);
    assertThat(topics.create()).hasSize(Topic.values().length);
    assertThat(topics.check()).isEmpty();
    assertThat(topics.asTheClusterIs().replicationFactor()).isEqualTo((short) 1);
    assertThat(topics.asTheClusterIs().changelogs())
        .containsEntry("replication.factor", 1)
        .containsEntry("topic.min.insync.replicas", "1")
        .containsEntry("topic.unclean.leader.election.enable", "false");
  }

  @Test
  void threeReplicasAreAcknowledgedByTwo() {
    assertThat(TopicPlan.configs(Topic.ATTEMPTS, 3))
        .containsEntry("min.insync.replicas", "2")
        .containsEntry("unclean.leader.election.enable", "false");
    assertThat(TopicPlan.configs(Topic.ATTEMPTS, -1)).doesNotContainKey("min.insync.replicas");
  }

  @Test
  void thePurgerDeletesBelowTheCommittedOffsetAndNotBeyond(KafkaSettings kafka) {
    new TopicAdmin(kafka).create();
    TopicPartition due = new TopicPartition(kafka.topic(Topic.DUE), 0);
    TopicPartition rung = new TopicPartition(kafka.topic(Topic.RETRY_1S), 0);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i = 0; i < 10; i++) {
        var unused = producer.send(new ProducerRecord<>(due.topic(), 0, null, new byte[] {1}));
        unused = producer.send(new ProducerRecord<>(rung.topic(), 0, null, new byte[] {1}));
      }
    }
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("topology"));
        Purger purger =
            new Purger(
                kafka,
                Purger.consumers(
                    kafka.group("topology"), kafka.group("sender"), kafka.group("delay")),
                Duration.ofHours(1),
                new SimpleMeterRegistry())) {
      consumer.assign(List.of(due, rung));
      consumer.commitSync(Map.of(due, new OffsetAndMetadata(4), rung, new OffsetAndMetadata(9)));
      purger.round();
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(List.of(due, rung));
      assertThat(beginnings).containsEntry(due, 4L);
      assertThat(beginnings)
          .as("another group's offset does not count: the delay line consumes the rungs")
          .containsEntry(rung, 0L);
    }
  }
}
