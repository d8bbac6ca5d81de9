package dev.hookstream.dispatcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.Main;
import dev.hookstream.dispatcher.cli.HookstreamCommand;
import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.Config.EventsPartitioner;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.Crc32Partitioner;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.secret.Keyring;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  /** kill -9 leaves topics; its processes end, and the next run finds what is left. */
  @Test
  void whatARunThatIsKilledLeavesIsFoundAndDeletedAndNothingElse(KafkaSettings theirs)
      throws Exception {
    String prefix = theirs.names().prefix();
    Path config =
        Files.writeString(
            folder.resolve("own.yml"),
            "kafka: {bootstrap_servers: \"%s\", topic_prefix: \"%s\", partitions: 2, replication_factor: 1}\n"
                .formatted(theirs.bootstrapServers(), prefix));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "bench", "--quick", "--only", "2"));
    command.addAll(List.of("--deliveries", "1000", "--config", config.toString()));
    Process bench =
        new ProcessBuilder(command).redirectError(folder.resolve("bench.err").toFile()).start();
    List<ProcessHandle> children;
    try (BufferedReader out = bench.inputReader()) {
      List<String> said = new ArrayList<>();
      String line = out.readLine();
      while (line != null && !line.contains("The dispatcher starts")) {
        said.add(line);
        line = out.readLine();
      }
      assertThat(line)
          .as("%s %s", said, Files.readString(folder.resolve("bench.err")))
          .contains("1 broker, 2 partitions, replication factor 1");
      awaitDispatcher(bench);
      children = bench.descendants().toList();
    } finally {
      bench.destroyForcibly().waitFor();
    }
    assertThat(children).isNotEmpty();
    for (ProcessHandle child : children) {
      child.onExit().get(120, TimeUnit.SECONDS);
    }

    try (Admin admin = Admin.create(theirs.admin("test"))) {
      Set<String> left = topics(admin, prefix + "bench-");
      assertThat(left).hasSizeGreaterThan(20);
      List<String> others =
          List.of(
              prefix + "events",
              prefix + "bench-events",
              prefix + "bench-00000000-events",
              left.iterator().next() + "-of-theirs",
              prefix + "x-" + left.iterator().next());
      for (String other : others) {
        admin.createTopics(List.of(new NewTopic(other, 1, (short) 1))).all().get();
      }
      assertThat(bench("--clean")).contains("say which cluster");
      assertThat(bench("--config", config.toString(), "--clean")).contains("Left alone");
      List<String> heard = new ArrayList<>();
      FormerRuns former = new FormerRuns(theirs);
      Instant later = Instant.now().plus(Duration.ofMinutes(6));
      former.tell(false, later, heard::add);
      assertThat(heard).hasSize(1).first().asString().contains("--clean deletes", left.size() + "");
      assertThat(topics(admin, prefix)).containsAll(left);
      former.tell(true, later, heard::add);
      assertThat(heard.get(1)).startsWith("Deleted: " + left.size() + " topics and groups");
      assertThat(topics(admin, prefix)).containsExactlyInAnyOrderElementsOf(others);
      former.tell(true, later, heard::add);
      assertThat(heard.get(2)).contains("No former run");
    }
  }

  /** It says that it starts it before it does; the receivers' process is there by then. */
  private static void awaitDispatcher(Process bench) {
    while (bench.descendants().count() < 2) {
      assertThat(bench.isAlive()).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static String bench(String... arguments) {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    int unused = HookstreamCommand.run(to, to, all.toArray(String[]::new));
    return out.toString();
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

  @Test
  void theBenchmarkAndItsDispatcherPlaceEventsAsTheirSettingsSay() throws Exception {
    Path own =
        Files.writeString(
            folder.resolve("own.yml"),
            "kafka: {bootstrap_servers: \"a:1\", events_partitioner: crc32}\n");
    KafkaSettings theirs = ConfigReader.kafka(own, Map.of());
    assertThat(theirs.producer("bench"))
        .containsEntry("partitioner.class", Crc32Partitioner.class.getName());
    Files.writeString(folder.resolve("keyset.json"), Keyring.generateJson());
    Path file = Files.writeString(folder.resolve("c.yml"), Dispatcher.config(theirs, folder, 1));
    Config child = ConfigReader.read(file, Map.of());
    assertThat(child.eventsPartitioner()).isEqualTo(EventsPartitioner.CRC32);
    assertThat(child.kafka()).isEqualTo(theirs);
  }
}
