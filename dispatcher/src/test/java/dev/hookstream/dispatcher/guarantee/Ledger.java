package dev.hookstream.dispatcher.guarantee;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.guarantee.Oracle.Lane;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What Kafka itself says of a run: the events in their order, and what was given up. */
final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Plan plan;
  private final KafkaSettings kafka;
  private final Upstream upstream;
  private final Api api;

  Ledger(Plan plan, KafkaSettings kafka, Upstream upstream, Api api) {
    this.plan = plan;
    this.kafka = kafka;
    this.upstream = upstream;
    this.api = api;
  }

  /** What each endpoint is to get, in the order that Kafka gave the events. */
  List<Lane> lanes() throws IOException {
    Map<String, List<Plan.Planned>> byWorkspace = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> found : Contents.of(kafka, Topic.EVENTS)) {
      Plan.Planned event = plan.event(JSON.readTree(found.value()).at("/data/number").asInt());
      if (upstream.acceptedSince(event.id(), 0)) {
        byWorkspace.computeIfAbsent(event.workspace(), w -> new ArrayList<>()).add(event);
      }
    }
    return plan.targets().stream()
        .map(
            target ->
                new Lane(
                    target.path(),
                    target.mode(),
                    byWorkspace.getOrDefault(target.workspace(), List.of()).stream()
                        .filter(target::wants)
                        .map(Plan.Planned::id)
                        .toList()))
        .toList();
  }

  /** All that is to be delivered, as {@link Visit#what} has it. */
  static Set<String> deliveries(List<Lane> lanes) {
    Set<String> all = new TreeSet<>();
    lanes.forEach(lane -> lane.events().forEach(event -> all.add(lane.path() + " " + event)));
    return all;
  }

  /**
   * How many dead letters there are of each delivery, once the doomed are among them: what is
   * committed can be read a bit later.
   */
  Map<String, Integer> awaitDeadLetters(List<Lane> lanes, long atMostMillis) {
    List<String> doomed =
        deliveries(lanes).stream()
            .filter(what -> Manners.isDoomed(what.substring(what.indexOf(' ') + 1)))
            .toList();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    Map<String, Integer> letters = deadLetters();
    while (!letters.keySet().containsAll(doomed) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      letters = deadLetters();
    }
    return letters;
  }

  private Map<String, Integer> deadLetters() {
    AvroCodec<DeadLetter> codec = AvroCodec.of(DeadLetter.class);
    Map<String, Integer> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> found : Contents.of(kafka, Topic.DEAD_LETTERS)) {
      var ref = codec.decode(found.value()).getRef();
      letters.merge(api.path(ref.getEndpointId()) + " " + ref.getEventId(), 1, Integer::sum);
    }
    return letters;
  }
}
