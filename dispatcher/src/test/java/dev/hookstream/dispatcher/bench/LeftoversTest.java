package dev.hookstream.dispatcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.Main;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.TopicNames;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run on somebody's cluster takes its settings from them, and leaves nothing there. */
@ExtendWith(TestBroker.class)
class LeftoversTest {
  @TempDir private Path folder;

  private static Set<String> topics(Admin admin, String prefix) throws Exception {
    return admin.listTopics().names().get().stream()
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> groups(Admin admin, String prefix) throws Exception {
    return admin.listGroups().all().get().stream()
        .map(GroupListing::groupId)
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatBeginsWithItsPrefixIsDeletedAndNothingElse(KafkaSettings theirs) throws Exception {
    String prefix = theirs.names().prefix();
    KafkaSettings ours =
        new KafkaSettings(theirs.client(), new TopicNames(prefix + "b-", "e"), 1, (short) 1);
    StringWriter out = new StringWriter();
    try (Admin admin = Admin.create(theirs.admin("test"))) {
      for (String name : List.of(prefix + "events", prefix + "b-events")) {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        admin
            .alterConsumerGroupOffsets(
                name + "-group", Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(0)))
            .all()
            .get();
      }
      Leftovers.of(ours, new PrintWriter(out)).close();
      assertThat(topics(admin, prefix)).containsExactly(prefix + "events");
      assertThat(groups(admin, prefix)).containsExactly(prefix + "events-group");
    }
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aRunThatIsStoppedHalfWayLeavesNothing(KafkaSettings theirs) throws Exception {
    String prefix = theirs.names().prefix();
    Path config =
        Files.writeString(
            folder.resolve("own.yml"),
            "kafka: {bootstrap_servers: \"%s\", topic_prefix: \"%s\", partitions: 2, replication_factor: 1}\n"
                .formatted(theirs.bootstrapServers(), prefix));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "bench", "--quick", "--only", "2"));
    command.addAll(List.of("--deliveries", "1000", "--config", config.toString()));
    Process bench =
        new ProcessBuilder(command).redirectError(folder.resolve("bench.err").toFile()).start();
    List<ProcessHandle> children;
    try (Admin admin = Admin.create(theirs.admin("test"));
        BufferedReader out = bench.inputReader()) {
      List<String> said = new ArrayList<>();
      String line = out.readLine();
      while (line != null && !line.contains("The dispatcher starts")) {
        said.add(line);
        line = out.readLine();
      }
      assertThat(line)
          .as("%s %s", said, Files.readString(folder.resolve("bench.err")))
          .contains("1 broker, 2 partitions, replication factor 1");
      assertThat(topics(admin, prefix)).hasSizeGreaterThan(20);
      children = bench.descendants().toList();
      bench.destroy();
      bench.waitFor();
      assertThat(topics(admin, prefix)).isEmpty();
      assertThat(groups(admin, prefix)).isEmpty();
    } finally {
      bench.destroyForcibly();
    }
    assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void theDispatcherGetsAllThatTheirSettingsSay() throws Exception {
    Map<String, String> client = new HashMap<>();
    client.put("bootstrap.servers", "kafka-1:9093,kafka-2:9093");
    client.put("security.protocol", "SASL_SSL");
    client.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\""
            + " password=\"b: '\\{\";");
    KafkaSettings theirs =
        new KafkaSettings(Map.copyOf(client), new TopicNames("x-", "x-events"), 5, (short) 3);
    Path file = Files.writeString(folder.resolve("c.yml"), Dispatcher.config(theirs, folder, 1));
    assertThat(ConfigReader.kafka(file, Map.of())).isEqualTo(theirs);
  }
}
