package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Deletes what the benchmark has made on somebody's cluster, at its end or when it is stopped. By
 * then its producers and its dispatcher must be closed. What kill -9 leaves {@link FormerRuns}
 * finds.
 */
final class Leftovers implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  /** A group has members until some seconds after one was killed. */
  private static final int TRIES = 30;

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final KafkaSettings kafka;
  private final PrintWriter out;

  private Leftovers(KafkaSettings kafka, PrintWriter out) {
    this.kafka = kafka;
    this.out = out;
  }

  /**
   * Deletes on closing.
   *
   * @param kafka with a prefix that nobody else uses: all that begins with it is deleted
   * @param out is told what could not be
   */
  static Leftovers of(KafkaSettings kafka, PrintWriter out) {
    if (kafka.names().prefix().isEmpty()) {
      throw new IllegalArgumentException("without a prefix everything would be deleted");
    }
    return new Leftovers(kafka, out);
  }

  @Override
  public void close() {
    String prefix = kafka.names().prefix();
    // It is being stopped, or that is asked for meanwhile: this much is still to be done.
    boolean stopped = Thread.interrupted();
    try {
      try {
        delete(kafka, name -> name.startsWith(prefix));
      } catch (InterruptedException e) {
        stopped = true;
        delete(kafka, name -> name.startsWith(prefix));
      }
    } catch (ExecutionException | TimeoutException e) {
      out.println(
          "Not everything of the benchmark could be deleted from the cluster: topics and groups"
              + " that begin with "
              + prefix
              + " ("
              + e.getMessage()
              + "); --clean tries it again");
      out.flush();
    } catch (InterruptedException e) {
      stopped = true;
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Until none is there: one that was being made may come after the first look.
   *
   * @throws TimeoutException where some are there at the last look
   */
  static void delete(KafkaSettings kafka, Predicate<String> ours)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = Admin.create(kafka.admin("bench-leftovers"))) {
      for (int tries = 1; ; tries++) {
        List<String> topics = topics(admin).stream().filter(ours).toList();
        List<String> groups = groups(admin).stream().filter(ours).toList();
        if (topics.isEmpty() && groups.isEmpty()) {
          return;
        }
        if (tries == TRIES) {
          throw new TimeoutException("still there: " + topics + " " + groups);
        }
        await(admin.deleteTopics(topics).topicNameValues().values());
        await(admin.deleteConsumerGroups(groups).deletedGroups().values());
        Thread.sleep(BETWEEN.toMillis());
      }
    }
  }

  /** What is gone already is what was wanted; what has members yet is asked again. */
  private static void await(Collection<KafkaFuture<Void>> deletions)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (KafkaFuture<Void> deletion : deletions) {
      try {
        deletion.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            && !(e.getCause() instanceof GroupIdNotFoundException)
            && !(e.getCause() instanceof GroupNotEmptyException)) {
          throw e;
        }
      }
    }
  }

  static List<String> topics(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    return List.copyOf(admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  static List<String> groups(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    return admin.listGroups().valid().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
        .map(GroupListing::groupId)
        .toList();
  }
}
