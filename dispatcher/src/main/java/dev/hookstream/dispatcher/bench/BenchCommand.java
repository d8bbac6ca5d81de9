package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.embedded.BrokerProcess;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookstream bench}: what an instance does on this machine. */
@Command(
    name = "bench",
    description =
        "Measures throughput, latency and CPU on this machine; broker, receiver and dispatcher are"
            + " processes of their own.")
public final class BenchCommand implements Callable<Integer> {
  // As a broker in production has it, and not sized for a developer's machine.
  private static final List<String> BROKER_JVM = List.of("-Xmx1g", "-XX:TieredStopAtLevel=4");

  @Option(names = "--quick", description = "A short run: a minute instead of a few.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here.")
  private @Nullable Path json;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Use this cluster instead of a broker of the benchmark's own.")
  private @Nullable String bootstrap;

  @Option(
      names = "--dispatcher-jvm",
      paramLabel = "OPTION",
      description = "An option of the dispatcher's JVM (a profiler, say); may be repeated.")
  private List<String> dispatcherJvm = new ArrayList<>();

  @Option(
      names = "--deliveries",
      paramLabel = "N",
      description = "How many deliveries a row of throughput makes (300,000; 60,000 if quick).")
  private @Nullable Integer wanted;

  @Option(
      names = "--only",
      paramLabel = "ROW",
      split = ",",
      description = "Measure these rows, by their numbers from 1 on, and no others.")
  private List<Integer> only = new ArrayList<>();

  @Option(names = "--bare-only", description = "Measure the bare HTTP client and nothing else.")
  private boolean bareOnly;

  @Spec private CommandSpec spec;

  /** Made by picocli, which fills in the options and the spec. */
  @SuppressWarnings("NullAway.Init")
  public BenchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hookstream-bench");
    say("Logs and state are in " + folder);
    try (Sink sink = Sink.start(folder.resolve("sink.log"));
        BareClient bare = new BareClient(sink.port())) {
      say("The bare HTTP client against the sink, to warm both up …");
      double alone = bare.perSecond(Duration.ofSeconds(quick ? 3 : 8));
      say(String.format(Locale.ROOT, "It makes %,.0f requests a second.", alone));
      List<Result> results = bareOnly ? List.of() : onCluster(folder, sink, bare);
      Report report = new Report(quick, results);
      say(report.table());
      if (json != null) {
        Files.writeString(json, report.json().encodePrettily() + "\n");
      }
      boolean nothingLost = results.stream().allMatch(result -> result.lost() == 0);
      if (nothingLost) {
        delete(folder);
      } else {
        say("Deliveries are missing; logs and state are kept in " + folder);
      }
      return nothingLost ? 0 : 1;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private List<Result> onCluster(Path folder, Sink sink, BareClient bare)
      throws InterruptedException {
    if (bootstrap != null) {
      return measure(folder, sink, bare, bootstrap);
    }
    try (BrokerProcess broker =
        BrokerProcess.start(folder.resolve("kafka"), 0, folder.resolve("kafka.log"), BROKER_JVM)) {
      return measure(folder, sink, bare, broker.bootstrapServers());
    }
  }

  private List<Result> measure(Path folder, Sink sink, BareClient bare, String servers)
      throws InterruptedException {
    // A prefix of its own: the benchmark can run beside an installation, and twice.
    String prefix = "bench-" + Long.toString(System.currentTimeMillis(), 36) + "-";
    KafkaSettings kafka =
        new KafkaSettings(
            Map.of("bootstrap.servers", servers),
            new TopicNames(prefix, prefix + "events"),
            KafkaSettings.DEFAULT_PARTITIONS,
            (short) -1);
    new TopicAdmin(kafka).create();
    String keyset = Keyring.generateJson();
    say("The dispatcher starts …");
    try (Cluster cluster = new Cluster(kafka)) {
      List<Result> results;
      try (Dispatcher dispatcher = Dispatcher.start(kafka, folder, keyset, dispatcherJvm)) {
        Subscriptions subscriptions = new Subscriptions(kafka, Keyring.fromJson(keyset), sink);
        results =
            rows(
                new Runner(kafka, cluster, subscriptions, sink, dispatcher, bare),
                new LogSearch(servers, folder),
                new ReplayBeside(kafka, cluster, subscriptions, sink, dispatcher));
      }
      cluster.deleteTopics();
      return results;
    }
  }

  private List<Result> rows(Runner runner, LogSearch search, ReplayBeside replay)
      throws InterruptedException {
    int deliveries = wanted != null ? wanted : quick ? 60_000 : 300_000;
    // Until the JIT compiler has seen both: deliveries that leave at once, and those that wait.
    tell(runner.throughput(Row.of(0, "warm-up", 100, 10, deliveries / 10)));
    List<Result> results = new ArrayList<>();
    for (var row : new Rows(runner, search, replay, deliveries, quick).all().entrySet()) {
      if (only.isEmpty() || only.contains(row.getKey())) {
        results.add(tell(row.getValue().take()));
      }
    }
    return results;
  }

  private Result tell(Result result) {
    say(Report.line(result));
    return result;
  }

  private void say(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
