package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.alert.AlertDesk;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Adds the topics that the topology writes. */
final class Sinks {
  private final Topology topology;
  private final DispatchSettings settings;
  private final StreamPartitioner<Object, Object> byWorkspace;

  Sinks(Topology topology, DispatchSettings settings) {
    this.topology = topology;
    this.settings = settings;
    this.byWorkspace =
        (topic, key, value, partitions) ->
            Optional.of(Set.of(settings.partitioner().partition((String) key, partitions)));
  }

  /** A topic keyed by workspace; its node is called as the topic is without prefix. */
  void byWorkspace(Topic topic, String... parents) {
    topology.addSink(
        topic.plainName(),
        settings.names().of(topic),
        new StringSerializer(),
        serializer(topic),
        byWorkspace,
        parents);
  }

  /** The topic keyed by endpoint, which Kafka's own partitioner spreads. */
  void byEndpoint(Topic topic, String... parents) {
    topology.addSink(
        topic.plainName(),
        settings.names().of(topic),
        new StringSerializer(),
        serializer(topic),
        parents);
  }

  /** Events that go back to their own topic, into the partition of their workspace. */
  void eventsAgain(String name, String parent) {
    topology.addSink(
        name,
        settings.names().of(Topic.EVENTS),
        new StringSerializer(),
        new ByteArraySerializer(),
        byWorkspace,
        parent);
  }

  /** What we tell of the workspaces' webhooks, among their own events. */
  void operationalEvents(String... parents) {
    topology.addSink(
        AlertDesk.OPERATIONAL_EVENTS,
        settings.names().of(Topic.EVENTS),
        new StringSerializer(),
        serializer(Topic.EVENTS),
        byWorkspace,
        parents);
  }

  /** Bytes as they came. */
  void raw(Topic topic, String parent) {
    topology.addSink(
        topic.plainName(),
        settings.names().of(topic),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        parent);
  }

  @SuppressWarnings("unchecked") // the catalogue of topics names a record's class for each of these
  private Serializer<Object> serializer(Topic topic) {
    Class<? extends SpecificRecordBase> type = topic.value().orElseThrow();
    Serializer<Object> serializer =
        (Serializer<Object>) (Serializer<?>) AvroCodec.of(type).serde().serializer();
    // What is decided in several places is told of where it leaves.
    return switch (topic) {
      case OUTCOMES -> telling(serializer, left -> settings.observer().decided((Outcome) left));
      case ALERTS ->
          telling(serializer, left -> settings.observer().alerted(((Alert) left).getKind()));
      default -> serializer;
    };
  }

  private static Serializer<Object> telling(Serializer<Object> serializer, Consumer<Object> told) {
    return (topic, value) -> {
      told.accept(value);
      return serializer.serialize(topic, value);
    };
  }
}
