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
          KAFKA.topic(topic), new TopicCheck.Actual(KAFKA.partitions(), TopicPlan.configs(topic)));
    }
  }

  @Test
  void whatThePlanSaysIsWhatTheCheckWants() {
    assertThat(differences()).isEmpty();
  }

  @Test
  void unequalPartitionsOfATopicKeyedByWorkspaceAreAnError() {
    cluster.put("due", new TopicCheck.Actual(6, TopicPlan.configs(Topic.DUE)));
    cluster.put("deliveries", new TopicCheck.Actual(40, TopicPlan.configs(Topic.DELIVERIES)));
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

  private void change(Topic topic, String config, String value) {
    Map<String, String> configs = new HashMap<>(TopicPlan.configs(topic));
    configs.put(config, value);
    cluster.put(KAFKA.topic(topic), new TopicCheck.Actual(KAFKA.partitions(), configs));
  }

  private List<Difference> differences() {
    return TopicCheck.differences(KAFKA, cluster);
  }
}
