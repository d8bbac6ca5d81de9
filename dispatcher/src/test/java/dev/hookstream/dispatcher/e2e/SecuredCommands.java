package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.Main;
import dev.hookstream.dispatcher.backup.Backup;
import dev.hookstream.dispatcher.backup.BackupFile;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.rights.Rights;
import dev.hookstream.dispatcher.rights.Rights.Holder;
import dev.hookstream.dispatcher.testing.SecureBroker;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Commands that speak to Kafka, each by a principal of its own with the listed rights alone. */
final class SecuredCommands {
  private static final String NEW = "ws_restored";

  private static final ListOffsetsOptions SOON = new ListOffsetsOptions().timeoutMs(5_000);

  private final SecureBroker broker;
  private final Path folder;
  private final String keyset;

  SecuredCommands(SecureBroker broker, Path folder, String keyset) {
    this.broker = broker;
    this.folder = folder;
    this.keyset = keyset;
  }

  /** Makes the principals. */
  void allow() throws Exception {
    broker.users("backup", "restore", "bench");
    for (Holder holder : List.of(Holder.BACKUP, Holder.RESTORE, Holder.BENCH)) {
      String principal = "User:" + holder.name().toLowerCase(java.util.Locale.ROOT);
      broker.allow(principal, Rights.of(broker.superUser(), List.of(holder)));
    }
  }

  /** What is JSON is YAML, too. */
  private String config(String user) throws Exception {
    KafkaSettings kafka = broker.scram(user);
    Map<String, Object> settings =
        Map.of(
            "kafka",
            Map.of(
                "client", kafka.client(),
                "topic_prefix", kafka.names().prefix(),
                "events_topic", kafka.names().events(),
                "partitions", 2,
                "replication_factor", 1),
            "contracts",
            folder.resolve("contracts").toString(),
            "operator_key",
            RunningInstance.OPERATOR_KEY,
            "keyset",
            keyset);
    Path file = folder.resolve(user + ".yml");
    return Files.writeString(file, new ObjectMapper().writeValueAsString(settings)).toString();
  }

  /** While an instance runs. */
  void backUpAndRestore() throws Exception {
    Path file = folder.resolve("backup.ndjson");
    Typed taken = Typed.bare("backup", file.toString(), "--config", config("backup"));
    assertThat(taken.code()).as("%s%s", taken.out(), taken.err()).isZero();

    Backup backup = BackupFile.read(file);
    assertThat(backup.endpoints()).isNotEmpty();
    assertThat(backup.places()).isNotEmpty();
    Map<String, ApiKey> keys = new HashMap<>(backup.keys());
    keys.put("a-hash", new ApiKey("key_1", NEW, "twice", null, List.of("read"), 1L));
    Map<String, Workspace> workspaces = new HashMap<>(backup.workspaces());
    AlertSettings alerts = new AlertSettings(List.of("ann@example.test"), null, null);
    workspaces.put(NEW, new Workspace(List.of("twice"), alerts));
    Path more = folder.resolve("more.ndjson");
    BackupFile.write(
        more, new Backup(backup.origin(), keys, workspaces, backup.endpoints(), backup.places()));
    Typed restored =
        Typed.bare("restore", more.toString(), "--merge", "--config", config("restore"));
    assertThat(restored.err()).isEmpty();
    assertThat(restored.out())
        .contains("Restored 1 API keys, 0 webhooks, settings of 1 workspaces");
  }

  /** Measures, is stopped while it publishes, and leaves nothing; topics make themselves here. */
  void benchmark() throws Exception {
    String prefix = broker.superUser().names().prefix() + "bench-";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "bench", "--quick", "--only", "5"));
    command.addAll(List.of("--deliveries", "100", "--config", config("bench")));
    Path errors = folder.resolve("bench.err");
    Process bench = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (Admin admin = Admin.create(broker.superUser().admin("test"));
        BufferedReader out = bench.inputReader()) {
      List<String> said = new ArrayList<>();
      String line = out.readLine();
      while (line != null && !line.contains("warm-up")) {
        said.add(line);
        line = out.readLine();
      }
      assertThat(line).as("%s %s", said, Files.readString(errors)).contains("warm-up");
      assertThat(said).noneMatch(one -> one.contains("was killed here"));
      String events = prefixOf(said) + "events"; // rejected-events has this end, too
      Eventually.that("it publishes", () -> !bench.isAlive() || count(admin, events) > 500);
      assertThat(bench.isAlive()).as(() -> ended(out, errors)).isTrue();
      List<ProcessHandle> children = bench.descendants().toList();
      try (Stream<Path> files = Files.walk(temporary)) {
        assertThat(files).isNotEmpty().noneMatch(SecuredCommands::tells);
      }
      bench.destroy();
      bench.waitFor();
      assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
      assertThat(topics(admin, prefix)).isEmpty();
      assertThat(admin.listGroups().all().get())
          .extracting(GroupListing::groupId)
          .noneMatch(group -> group.startsWith(prefix));
    } finally {
      bench.destroyForcibly();
    }
    assertThat(temporary).isEmptyDirectory();
    assertThat(Files.readString(errors)).doesNotContain("Exception");
  }

  private static String prefixOf(List<String> said) {
    String before = "Topics and groups on the cluster begin with ";
    return said.stream()
        .filter(line -> line.startsWith(before))
        .findFirst()
        .orElseThrow()
        .substring(before.length());
  }

  private static String ended(BufferedReader out, Path errors) {
    try {
      return "it ended by itself: %s %s".formatted(out.lines().toList(), Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a file would open the cluster, or the secrets. */
  private static boolean tells(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals("hookstream.yml") || name.equals("keyset.json");
  }

  private static Stream<String> topics(Admin admin, String prefix) throws Exception {
    return admin.listTopics().names().get().stream().filter(name -> name.startsWith(prefix));
  }

  private static long count(Admin admin, String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < 2; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    try {
      return admin.listOffsets(asked, SOON).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      return 0; // deleted, if it has ended by itself: that is looked at next
    }
  }
}
