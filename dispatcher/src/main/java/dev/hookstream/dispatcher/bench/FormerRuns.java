package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What benchmarks that were killed have left on a cluster. Known by the exact form of its names:
 * the installation's prefix, {@code bench-}, the time of its start, and a topic or group of ours.
 * What has another name is nobody's here, and never deleted.
 */
final class FormerRuns {
  /** So long a run may take until its dispatcher has joined its groups. */
  private static final Duration STARTS = Duration.ofMinutes(5);

  /** A run that writes at all writes within that. */
  private static final Duration WRITES = Duration.ofSeconds(10);

  /** None was made before, and none has a later time than a clock that is a day ahead. */
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private static final String TOPICS =
      Stream.of(Topic.values()).map(Topic::plainName).collect(Collectors.joining("|"));
  private static final Pattern OURS =
      Pattern.compile(
          "(bench-([0-9a-z]{8})-)(search-)?("
              + TOPICS
              + "|hookstream-(dispatch|log|sender|delay|alerts)"
              + "|hookstream-(dispatch|log)-[A-Za-z0-9._-]+-(changelog|repartition))");

  private final KafkaSettings kafka;

  /** On the cluster, and with the prefix, of these settings. */
  FormerRuns(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * One of them.
   *
   * @param prefix of all its names
   * @param mayRun whether somebody works in one of its groups, or it has just begun
   * @param names of its topics and groups
   */
  record Run(String prefix, Instant began, boolean mayRun, Set<String> names) {
    @Override
    public String toString() {
      return "%d topics and groups that begin with %s, of a run that began %s"
          .formatted(names.size(), prefix, began);
    }
  }

  /** The beginning of all names of a run that begins now. */
  static String prefix(KafkaSettings kafka, Instant now) {
    return kafka.names().prefix() + "bench-" + Long.toString(now.toEpochMilli(), 36) + "-";
  }

  /** Says what is there, and deletes it where that is asked for and nothing of it can run. */
  void tell(boolean delete, Instant now, Consumer<String> say) throws InterruptedException {
    List<Run> runs = find(now);
    Set<Run> writing = delete ? writing(runs) : Set.of();
    for (Run run : runs) {
      if (run.mayRun() || writing.contains(run)) {
        say.accept("Left alone, since it runs or has just begun: " + run);
      } else if (delete) {
        delete(run);
        say.accept("Deleted: " + run);
      } else {
        say.accept("A benchmark was killed here; --clean deletes what it has left: " + run);
      }
    }
    if (delete && runs.isEmpty()) {
      say.accept("No former run has left anything on this cluster.");
    }
  }

  /**
   * All that are there, the oldest first.
   *
   * @throws KafkaException where the cluster does not answer
   */
  List<Run> find(Instant now) throws InterruptedException {
    try (Admin admin = Admin.create(kafka.admin("bench-former-runs"))) {
      List<String> groups = Leftovers.groups(admin);
      Map<String, Set<String>> names = new TreeMap<>();
      Stream.concat(Leftovers.topics(admin).stream(), groups.stream())
          .forEach(
              name ->
                  runOf(name, now)
                      .ifPresent(
                          run -> names.computeIfAbsent(run, none -> new TreeSet<>()).add(name)));
      List<Run> found = new ArrayList<>();
      for (Map.Entry<String, Set<String>> one : names.entrySet()) {
        Instant began = began(one.getKey());
        List<String> its = groups.stream().filter(one.getValue()::contains).toList();
        boolean mayRun = !began.plus(STARTS).isBefore(now) || hasMembers(admin, its);
        found.add(new Run(one.getKey(), began, mayRun, Set.copyOf(one.getValue())));
      }
      return found;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the cluster does not say what former runs have left on it", e);
    }
  }

  /**
   * Those whose topics grow within some seconds: while events are produced ahead, a run's
   * dispatcher is held still, and drops out of its groups.
   */
  private Set<Run> writing(List<Run> runs) throws InterruptedException {
    if (runs.stream().allMatch(Run::mayRun)) {
      return Set.of();
    }
    try (Admin admin = Admin.create(kafka.admin("bench-former-runs"))) {
      Map<Run, Map<TopicPartition, Long>> before = new HashMap<>();
      for (Run run : runs) {
        before.put(run, ends(admin, run));
      }
      Thread.sleep(WRITES.toMillis());
      Set<Run> writing = new HashSet<>();
      for (Run run : runs) {
        if (!ends(admin, run).equals(before.get(run))) {
          writing.add(run);
        }
      }
      return writing;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the cluster does not say whether a former run writes yet", e);
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Run run)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> topics = Leftovers.topics(admin).stream().filter(run.names()::contains).toList();
    Map<TopicPartition, OffsetSpec> asked =
        TopicAdmin.get(admin.describeTopics(topics).allTopicNames()).values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .collect(Collectors.toMap(place -> place, place -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    TopicAdmin.get(admin.listOffsets(asked).all())
        .forEach((place, end) -> ends.put(place, end.offset()));
    return ends;
  }

  /** All of a run, and nothing else. */
  private void delete(Run run) throws InterruptedException {
    try {
      Leftovers.delete(kafka, run.names()::contains);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("not all could be deleted of " + run, e);
    }
  }

  /** The prefix of the run that a topic or group is of; empty where it is of none. */
  private Optional<String> runOf(String name, Instant now) {
    String own = kafka.names().prefix();
    if (!name.startsWith(own)) {
      return Optional.empty();
    }
    Matcher matcher = OURS.matcher(name.substring(own.length()));
    return matcher.matches() && isTime(Long.parseLong(matcher.group(2), 36), now)
        ? Optional.of(own + matcher.group(1))
        : Optional.empty();
  }

  private static boolean isTime(long millis, Instant now) {
    return millis >= FIRST.toEpochMilli() && millis < now.plus(Duration.ofDays(1)).toEpochMilli();
  }

  private static Instant began(String prefix) {
    String time = prefix.substring(prefix.length() - 9, prefix.length() - 1);
    return Instant.ofEpochMilli(Long.parseLong(time, 36));
  }

  private static boolean hasMembers(Admin admin, List<String> groups) {
    Map<String, ConsumerGroupDescription> described =
        TopicAdmin.get(admin.describeConsumerGroups(groups).all());
    return described.values().stream().anyMatch(group -> !group.members().isEmpty());
  }
}
