package dev.hookstream.dispatcher.peer;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;

/** Which instance has a workspace's state of one application. For any thread. */
public final class Owners {
  private final KafkaStreams streams;
  private final String store;
  private final String self;
  private final ToIntFunction<String> partitions;

  /**
   * As Kafka Streams knows from its group.
   *
   * @param store any store of the tasks that are meant
   * @param self what this instance advertises, host:port
   * @param partitions which partition a workspace lives in
   */
  public Owners(KafkaStreams streams, String store, String self, ToIntFunction<String> partitions) {
    this.streams = streams;
    this.store = store;
    this.self = self;
    this.partitions = partitions;
  }

  /** The other instances that have any of it, as far as is known now. */
  List<String> others() {
    try {
      return streams.streamsMetadataForStore(store).stream()
          .map(instance -> address(instance.hostInfo()))
          .filter(host -> !host.equals(self))
          .distinct()
          .toList();
    } catch (StreamsException | IllegalStateException e) {
      throw new NotReadyException("the instance is starting or stopping; try again soon", e);
    }
  }

  private static String address(HostInfo host) {
    String name = host.host();
    return (name.contains(":") ? "[" + name + "]" : name) + ":" + host.port();
  }

  /**
   * Where to ask; empty where it is this instance.
   *
   * @throws NotReadyException where it is nowhere at this moment
   */
  Optional<String> elsewhere(String workspace) {
    KeyQueryMetadata found;
    try {
      found =
          streams.queryMetadataForKey(
              store,
              workspace,
              (topic, key, value, count) -> Optional.of(Set.of(partitions.applyAsInt(workspace))));
    } catch (StreamsException | IllegalStateException e) {
      throw new NotReadyException("the instance is starting or stopping; try again soon", e);
    }
    if (found == null
        || found.equals(KeyQueryMetadata.NOT_AVAILABLE)
        || found.activeHost().equals(HostInfo.unavailable())) {
      throw new NotReadyException("the workspace's state is moving; try again in a moment");
    }
    String host = address(found.activeHost());
    return host.equals(self) ? Optional.empty() : Optional.of(host);
  }
}
