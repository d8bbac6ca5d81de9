package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Whose transactions are ended is judged by where they write, and by nothing else. */
class LeftTransactionsTest {
  private static final TopicPartition LANES = new TopicPartition("app-lanes-changelog", 2);

  @Test
  void oneOnAPartitionThatIsOursNowIsLeft() {
    assertThat(left(Map.of("app-dead-1", open(LANES)), Set.of("app-own-1"), Set.of(0, 2)))
        .containsExactly("app-dead-1");
  }

  @Test
  void ourOwnIsNot() {
    assertThat(left(Map.of("app-own-1", open(LANES)), Set.of("app-own-1"), Set.of(2))).isEmpty();
  }

  @Test
  void oneOnAPartitionOfOthersIsNot() {
    assertThat(left(Map.of("app-other-1", open(LANES)), Set.of(), Set.of(0, 1, 3))).isEmpty();
  }

  @Test
  void oneOnATopicWhosePartitionsAreNotOfWorkspacesIsNot() {
    // A task moves misplaced events, tells of what it rejects, and writes deliveries by endpoint.
    for (String topic : List.of("deliveries", "events", "alerts", "rejected-events", "app-x")) {
      TopicPartition at = new TopicPartition(topic, 2);
      assertThat(left(Map.of("app-other-1", open(at)), Set.of(), Set.of(2))).as(topic).isEmpty();
    }
  }

  @Test
  void oneThatIsBeingCommittedIsNot() {
    TransactionDescription committing = transaction(TransactionState.PREPARE_COMMIT, LANES);
    assertThat(left(Map.of("app-dead-1", committing), Set.of(), Set.of(2))).isEmpty();
  }

  @Test
  void oneOnAPartitionThatHasMovedOnMeanwhileIsNot() {
    assertThat(leftWhileAsking(Set.of(2), Set.of(2))).containsExactly("app-dead-1");
    assertThat(leftWhileAsking(Set.of(2), Set.of(0))).isEmpty();
    assertThat(leftWhileAsking(Set.of(2), Set.of())).as("is being decided").isEmpty();
    assertThat(leftWhileAsking(Set.of(0), Set.of(2))).as("seen too early").isEmpty();
    assertThat(leftWhileAsking(Set.of(), Set.of(2))).isEmpty();
  }

  /** What is mine before the brokers are asked, and what is after. */
  private static Set<String> leftWhileAsking(Set<Integer> before, Set<Integer> after) {
    Iterator<Set<Integer>> mine = List.of(before, after).iterator();
    return LeftTransactions.left(
        mine::next,
        () -> Map.of("app-dead-1", open(LANES)),
        Set::of,
        topic -> LeftTransactions.isOfOneTask("app", topic));
  }

  private static Set<String> left(
      Map<String, TransactionDescription> open, Set<String> own, Set<Integer> mine) {
    return LeftTransactions.left(
        open, own, mine, topic -> LeftTransactions.isOfOneTask("app", topic));
  }

  private static TransactionDescription open(TopicPartition at) {
    return transaction(TransactionState.ONGOING, at);
  }

  private static TransactionDescription transaction(TransactionState state, TopicPartition at) {
    return new TransactionDescription(1, state, 7, 0, 10_000, OptionalLong.of(1), Set.of(at));
  }
}
