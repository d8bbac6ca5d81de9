package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Instance.Setup;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;

/** The instances of a run, by name; each with ports and state of its own, kept over its starts. */
final class Fleet implements AutoCloseable {
  private final Path folder;
  private final KafkaSettings kafka;
  private final String keyset = Keyring.generateJson();
  private final Map<String, Instance> instances = new LinkedHashMap<>();

  Fleet(Path folder, KafkaSettings kafka) {
    this.folder = folder;
    this.kafka = kafka;
  }

  /** Starts an instance with all roles, made where there is none of the name. */
  Instance start(String name) throws IOException {
    return start(name, Setup.ALL_ROLES, Map.of());
  }

  /** As {@link #start(String)}; roles and environment are what it was first started with. */
  Instance start(String name, String roles, Map<String, String> variables) throws IOException {
    Instance instance = instances.get(name);
    if (instance == null) {
      Setup setup =
          new Setup(kafka.bootstrapServers(), keyset, kafka.replicationFactor(), roles, variables);
      instance = new Instance(folder.resolve(name), setup);
      instances.put(name, instance);
    }
    instance.start();
    return instance;
  }

  Instance get(String name) {
    Instance instance = instances.get(name);
    if (instance == null) {
      throw new IllegalArgumentException("there was never an instance " + name);
    }
    return instance;
  }

  /** Those that are to run now. */
  Collection<Instance> present() {
    return instances.values().stream().filter(Instance::isPresent).toList();
  }

  /** Their names. */
  List<String> names() {
    return instances.entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many partitions of {@code events} each of those that run owns, as the broker knows it. */
  Map<String, Integer> owned() throws IOException {
    Map<String, Integer> owned = new LinkedHashMap<>();
    Collection<MemberDescription> members = members(kafka.group("dispatch"));
    for (String name : names()) {
      String id = get(name).setup().roles().contains("topology") ? get(name).streamsId() : "-";
      int count =
          members.stream()
              .filter(member -> member.clientId().contains(id))
              .mapToInt(
                  member ->
                      (int)
                          member.assignment().topicPartitions().stream()
                              .filter(p -> p.topic().equals("events"))
                              .count())
              .sum();
      owned.put(name, count);
    }
    return owned;
  }

  private Collection<MemberDescription> members(String group) {
    try (Admin admin = Admin.create(kafka.admin("cluster-test"))) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  @Override
  public void close() {
    instances.values().forEach(Instance::killNow);
  }
}
