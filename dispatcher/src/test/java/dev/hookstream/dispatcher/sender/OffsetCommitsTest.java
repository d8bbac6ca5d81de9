package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a commit's answer says of our place in the group. The clock is the test's. */
class OffsetCommitsTest {
  private static final TopicPartition ONE = new TopicPartition("deliveries", 0);

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
          asked.add(offsets);
          answers.add(callback);
        }
      };

  private final List<Map<TopicPartition, OffsetAndMetadata>> asked = new ArrayList<>();
  private final List<OffsetCommitCallback> answers = new ArrayList<>();
  private final List<PartitionWork> partitions = new ArrayList<>();
  private long seconds;
  private final OffsetCommits commits =
      new OffsetCommits(
          consumer,
          new SenderMetrics(new SimpleMeterRegistry(), () -> 0),
          Duration.ZERO,
          () -> Duration.ofSeconds(seconds).toNanos());

  @BeforeEach
  void assign() {
    consumer.assign(List.of(ONE));
    consumer.updateBeginningOffsets(Map.of(ONE, 0L));
    consumer.seek(ONE, 7);
    partitions.add(new PartitionWork(ONE, new OffsetTracker(7, ""), new ArrayDeque<>()));
  }

  private void answer(@Nullable Exception failure) {
    answers.remove(0).onComplete(Map.of(), failure);
  }

  @Test
  void aSessionWithoutWordOfTheGroupLeavesDoubt() {
    seconds = 5;
    assertThat(commits.doubtful()).isFalse();
    seconds = 6;
    assertThat(commits.doubtful()).isTrue();
    commits.joined();
    assertThat(commits.doubtful()).isFalse();
  }

  @Test
  void whereNothingIsDoneACommitStillAsksForWord() {
    seconds = 1;
    commits.commit(partitions);
    assertThat(asked).isEmpty();
    seconds = 3;
    commits.commit(partitions);
    assertThat(asked).containsExactly(Map.of(ONE, new OffsetAndMetadata(7, "")));
  }

  @Test
  void anAnswerCountsFromWhenItWasAskedFor() {
    seconds = 3;
    commits.commit(partitions);
    seconds = 8;
    answer(null);
    assertThat(commits.doubtful()).isFalse();
    seconds = 9;
    assertThat(commits.doubtful()).isTrue();
  }

  @Test
  void aRefusalIsNoWord() {
    seconds = 3;
    commits.commit(partitions);
    answer(new CommitFailedException());
    seconds = 6;
    assertThat(commits.doubtful()).isTrue();
  }

  @Test
  void whoWaitsInARebalanceIsAMember() {
    seconds = 3;
    commits.commit(partitions);
    answer(new RebalanceInProgressException());
    seconds = 8;
    assertThat(commits.doubtful()).isFalse();
  }
}
