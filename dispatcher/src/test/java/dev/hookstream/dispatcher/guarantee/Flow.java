package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.topology.flow.WorkspacePartitioner;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Which partitions events come through, and how soon. */
final class Flow {
  private final Receiver receiver;
  private final Upstream upstream;
  private final Api api;
  private final int partitions;

  Flow(Receiver receiver, Upstream upstream, Api api, int partitions) {
    this.receiver = receiver;
    this.upstream = upstream;
    this.api = api;
    this.partitions = partitions;
  }

  /**
   * Waits until something came through each partition that was accepted since a time.
   *
   * @return how long after it each did; -1 for those that did not in time
   */
  Map<String, Long> await(Plan plan, long since, long atMostMillis) {
    TreeSet<String> wanted = new TreeSet<>();
    for (Plan.Target target : plan.targets()) {
      wanted.addAll(through(target.path()));
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    Map<String, Long> came = since(since);
    while (!came.keySet().containsAll(wanted) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      came = since(since);
    }
    Map<String, Long> all = new LinkedHashMap<>();
    for (String key : wanted) {
      all.put(key, came.getOrDefault(key, since - 1) - since);
    }
    return all;
  }

  private Map<String, Long> since(long since) {
    Map<String, Long> came = new TreeMap<>();
    for (Visit visit : receiver.since(since)) {
      if (visit.taken() && upstream.acceptedSince(visit.eventId(), since)) {
        through(visit.path()).forEach(key -> came.merge(key, visit.at(), Math::min));
      }
    }
    return came;
  }

  /** A partition of {@code events}, then one of {@code deliveries}, as both are keyed. */
  private List<String> through(String path) {
    return List.of(
        "events-" + partition(path.split("/", 3)[1]), "deliveries-" + partition(api.webhook(path)));
  }

  private int partition(String key) {
    return WorkspacePartitioner.MURMUR2.partition(key, partitions);
  }

  /** From the accepting of each event to its first request anywhere, in order of size. */
  long[] ages(long from, long until) {
    Map<String, Long> first = new HashMap<>();
    for (Visit visit : receiver.since(from)) {
      first.merge(visit.eventId(), visit.at(), Math::min);
    }
    Map<String, Long> accepted = upstream.accepted();
    return first.entrySet().stream()
        .filter(entry -> isWithin(accepted.get(entry.getKey()), from, until))
        .flatMapToLong(
            entry -> LongStream.of(Math.max(0, entry.getValue() - accepted.get(entry.getKey()))))
        .sorted()
        .toArray();
  }

  private static boolean isWithin(@Nullable Long at, long from, long until) {
    return at != null && at >= from && at < until;
  }
}
