package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.WorkLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that a killed instance left open on partitions which this one has taken
 * over: until then what is restored ends before them, and brokers end them by themselves only after
 * the transaction's time-out and up to ten seconds more. Works while the group moves, on a thread
 * of its own. See docs/decisions/failover.md.
 */
final class LeftTransactions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeftTransactions.class);
  private static final long IDLE_MILLIS = 200;
  private static final long BUSY_MILLIS = 300;
  private static final long LOOKING_NANOS = TimeUnit.SECONDS.toNanos(40);

  private final KafkaSettings kafka;
  private final String application;
  private final KafkaStreams streams;
  private final StreamsClients clients;
  private final WorkLoop loop;

  // Of the loop's thread alone.
  private boolean moves;
  private long movesSince;

  /**
   * Asks nothing yet.
   *
   * @param application the application's id, which is its group's too
   */
  LeftTransactions(
      KafkaSettings kafka, String application, KafkaStreams streams, StreamsClients clients) {
    this.kafka = kafka;
    this.application = application;
    this.streams = streams;
    this.clients = clients;
    loop =
        new WorkLoop(
            "hookstream-left-transactions",
            "Transactions that a killed instance may have left open could not be ended; they end"
                + " by themselves in some seconds",
            TimeUnit.SECONDS.toMillis(1),
            this::look);
  }

  void start() {
    loop.start();
  }

  private long look() {
    if (streams.state() != KafkaStreams.State.REBALANCING) {
      moves = false;
      return IDLE_MILLIS;
    }
    if (!moves) {
      moves = true;
      movesSince = System.nanoTime();
    }
    // A restore may take minutes, and by then the brokers have ended what was left.
    if (System.nanoTime() - movesSince > LOOKING_NANOS) {
      return IDLE_MILLIS;
    }
    try (OpenTransactions transactions = new OpenTransactions(kafka, application)) {
      while (isWaiting() && System.nanoTime() - movesSince <= LOOKING_NANOS) {
        Set<String> left =
            left(
                () -> mine(transactions.admin()),
                transactions::now,
                clients::transactionalIds,
                topic -> isOfOneTask(application, topic));
        // What has been restored meanwhile waits for nobody.
        if (!left.isEmpty() && isWaiting()) {
          end(transactions, left);
        }
        pause();
      }
    }
    return IDLE_MILLIS;
  }

  /** For a rebalance, or for a restore that comes with it: to Streams both are one state. */
  private boolean isWaiting() {
    return streams.state() == KafkaStreams.State.REBALANCING && !loop.isClosed();
  }

  /**
   * The partitions of workspaces that the group has given to this instance; none while it is being
   * decided who gets what, and none where another member has a name of ours: one that we had before
   * a kill, or an operator's for all clients.
   */
  private Set<Integer> mine(Admin admin) {
    Set<String> names =
        streams.metadataForLocalThreads().stream()
            .map(thread -> thread.consumerClientId())
            .collect(Collectors.toSet());
    List<MemberDescription> members =
        OpenTransactions.get(admin.describeConsumerGroups(List.of(application)).all())
            .values()
            .stream()
            .filter(group -> group.groupState() == GroupState.STABLE)
            .flatMap(group -> group.members().stream())
            .filter(member -> names.contains(member.clientId()))
            .toList();
    if (members.stream().map(MemberDescription::clientId).distinct().count() < members.size()) {
      return Set.of();
    }
    return members.stream()
        .flatMap(member -> member.assignment().topicPartitions().stream())
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /**
   * Whether only the task of the same number writes to a partition of this topic. Of our own topics
   * none is one: a task moves misplaced events to where they belong, and tells of what it rejects.
   */
  static boolean isOfOneTask(String application, String topic) {
    return topic.startsWith(application + "-") && topic.endsWith("-changelog");
  }

  /**
   * Whose transactions are left. What is mine is asked for before, so that no transaction of a
   * rightful owner is met, and again after: it may have moved on while the brokers were asked.
   */
  static Set<String> left(
      Supplier<Set<Integer>> mine,
      Supplier<Map<String, TransactionDescription>> open,
      Supplier<Set<String>> own,
      Predicate<String> isOfOneTask) {
    Set<Integer> before = mine.get();
    if (before.isEmpty()) {
      return Set.of();
    }
    Map<String, TransactionDescription> seen = open.get();
    if (left(seen, own.get(), before, isOfOneTask).isEmpty()) {
      return Set.of();
    }
    Set<Integer> still = new HashSet<>(before);
    still.retainAll(mine.get());
    return left(seen, own.get(), still, isOfOneTask);
  }

  /**
   * Whose transactions are left.
   *
   * @param open by transactional id
   * @param own ids of this process
   * @param mine partitions of which nobody else may write any more
   */
  static Set<String> left(
      Map<String, TransactionDescription> open,
      Set<String> own,
      Set<Integer> mine,
      Predicate<String> isOfOneTask) {
    return open.entrySet().stream()
        .filter(entry -> !own.contains(entry.getKey()))
        .filter(entry -> entry.getValue().state() == TransactionState.ONGOING)
        .filter(
            entry ->
                entry.getValue().topicPartitions().stream()
                    .anyMatch(at -> mine.contains(at.partition()) && isOfOneTask.test(at.topic())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static void end(OpenTransactions transactions, Set<String> left) {
    Set<String> ended = transactions.end(left);
    if (!ended.isEmpty()) {
      log.atInfo()
          .addKeyValue("transactional_ids", ended)
          .log("Transactions that another instance left open were ended");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BUSY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
