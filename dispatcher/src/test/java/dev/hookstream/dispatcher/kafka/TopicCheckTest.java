package dev.hookstream.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCheckTest {
  private static final KafkaSettings KAFKA = KafkaSettings.plain("nowhere:9092");

  private final Map<String, TopicCheck.Actual> cluster = new HashMap<>();

  TopicCheckTest() {
    for (Topic topic : Topic.values()) {
      cluster.put(
          KAFKA.topic(topic),
          new TopicCheck.Actual(KAFKA.partitions(), 3, TopicPlan.configs(topic, 3)));
    }
  }

  @Test
  void whatThePlanSaysIsWhatTheCheckWants() {
    assertThat(differences()).isEmpty();
  }

  @Test
  void unequalPartitionsOfATopicKeyedByWorkspaceAreAnError() {
    cluster.put("due", new TopicCheck.Actual(6, 3, TopicPlan.configs(Topic.DUE, 3)));
    cluster.put("deliveries", new TopicCheck.Actual(40, 3, TopicPlan.configs(Topic.DELIVERIES, 3)));
    assertThat(differences())
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.severity()).isEqualTo(Difference.Severity.ERROR);
              assertThat(difference.text())
                  .startsWith("has 6 partitions and events has 12; all topics keyed by workspace");
            });
  }

  @Test
  void aRetryTopicThatForgetsByAgeIsAnErrorAndEventsKeptTooShortlyAWarning() {
    change(Topic.RETRY_6H, "retention.ms", "604800000");
    change(Topic.EVENTS, "retention.ms", "604800000");
    assertThat(differences())
        .extracting(Difference::toString)
        .containsExactlyInAnyOrder(
            "warning: events: retention.ms keeps records for 7 days and should keep them for 30"
                + " days",
            "error: retry-6h: retention.ms keeps records for 7 days and should keep them until"
                + " they are consumed (-1)");
  }

  @Test
  void aMissingTopicIsAnErrorThatSaysWhatToDo() {
    cluster.remove("alerts");
    assertThat(differences())
        .singleElement()
        .hasToString("error: alerts: is missing; make it with: hookstream topics create");
  }

  @Test
  void whatIsLostOrStandsStillWithAMachineIsWarnedOf() {
    change(Topic.ATTEMPTS, "min.insync.replicas", "1");
    change(Topic.AUDIT, "min.insync.replicas", "3");
    change(Topic.CHANGES, "unclean.leader.election.enable", "true");
    replicas(Topic.DUE, 1);
    replicas(Topic.ALERTS, 2);
    assertThat(differences())
        .extracting(Difference::toString)
        .containsExactly(
            "warning: changes: unclean.leader.election.enable is true: a leader that has not"
                + " everything may drop what was acknowledged; set it to false",
            "warning: attempts: min.insync.replicas is 1: what is acknowledged may be on one"
                + " machine alone, and is lost with it; set it to 2",
            "warning: due: has one copy on a cluster of 3 brokers: what is on it is lost with a"
                + " disk; give it three (kafka-reassign-partitions.sh)",
            "warning: audit: min.insync.replicas is 3 with 3 replicas: nothing is written to it"
                + " while one broker is away; set it to 2");
  }

  private void replicas(Topic topic, int replicas) {
    cluster.put(
        KAFKA.topic(topic),
        new TopicCheck.Actual(KAFKA.partitions(), replicas, TopicPlan.configs(topic, replicas)));
  }

  private void change(Topic topic, String config, String value) {
    Map<String, String> configs = new HashMap<>(TopicPlan.configs(topic, 3));
    configs.put(config, value);
    cluster.put(KAFKA.topic(topic), new TopicCheck.Actual(KAFKA.partitions(), 3, configs));
  }

  private List<Difference> differences() {
    return TopicCheck.differences(KAFKA, 3, cluster);
  }
}
