package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.config.ConfigReader;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookstream bench}: what an instance does on this machine. */
@Command(
    name = "bench",
    description =
        "Measures throughput, latency and CPU on this machine; broker, receiver and dispatcher are"
            + " processes of their own. With --config or --bootstrap on your own cluster, where it"
            + " makes topics of its own and deletes them at the end, also after Ctrl-C; --clean"
            + " deletes what a run that was killed has left there.",
    footer = {
      "",
      "Examples:",
      "  hookstream bench --quick --only 1,2,5",
      "  hookstream bench --config hookstream.yml --only 2,5"
    })
public final class BenchCommand implements Callable<Integer> {
  /** As a shell has it for what Ctrl-C has ended. */
  private static final int STOPPED = 130;

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
      names = "--config",
      paramLabel = "FILE",
      description =
          "Use the cluster of these settings: kafka.client, partitions and replication factor are"
              + " taken, and the prefix with bench-… behind it.")
  private @Nullable Path config;

  @Option(
      names = "--clean",
      description =
          "Delete what former runs have left on the cluster of --config or --bootstrap, and measure"
              + " nothing.")
  private boolean clean;

  @Option(
      names = "--costs",
      description = "Say, too, what a delivery costs on the topics, of CPU at the broker, in I/O.")
  private boolean costs;

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

  private Optional<ClusterFacts> cluster = Optional.empty();

  /** Made by picocli, which fills in the options and the spec. */
  @SuppressWarnings("NullAway.Init")
  public BenchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<KafkaSettings> given = given();
    if (clean && given.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--clean: say which cluster, by --config or --bootstrap.");
    }
    Optional<KafkaSettings> theirs = given.map(BenchCommand::settings);
    if (given.isPresent()) {
      ClusterFacts.requireAnswer(theirs.get());
      new FormerRuns(given.get()).tell(clean, Instant.now(), this::say);
    }
    if (clean) {
      return 0;
    }
    Path folder = Files.createTempDirectory("hookstream-bench");
    try (Ending ending = Ending.onSignal()) {
      try {
        return measure(folder, theirs);
      } catch (RuntimeException | IOException | InterruptedException e) {
        if (!ending.asked()) {
          throw e;
        }
        delete(folder);
        say("Stopped.");
        return STOPPED;
      }
    }
  }

  private int measure(Path folder, Optional<KafkaSettings> theirs)
      throws IOException, InterruptedException {
    say("Logs and state are in " + folder);
    try (Sink sink = Sink.start(folder.resolve("sink.log"));
        BareClient bare = new BareClient(sink.port())) {
      say("The bare HTTP client against the sink, to warm both up …");
      double alone = bare.perSecond(Duration.ofSeconds(quick ? 3 : 8));
      say(String.format(Locale.ROOT, "It makes %,.0f requests a second.", alone));
      List<Result> results = bareOnly ? List.of() : onCluster(folder, sink, bare, theirs);
      Report report = new Report(quick, cluster, results);
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

  /** The operator's cluster; empty where the benchmark has a broker of its own. */
  private Optional<KafkaSettings> given() {
    return config != null
        ? Optional.of(ConfigReader.kafka(config, System.getenv()))
        : Optional.ofNullable(bootstrap).map(BenchCommand::plain);
  }

  /** With as many replicas as the brokers make by themselves. */
  private static KafkaSettings plain(String servers) {
    KafkaSettings plain = KafkaSettings.plain(servers);
    return new KafkaSettings(plain.client(), plain.names(), plain.partitions(), (short) -1);
  }

  /** A prefix of its own: the benchmark can run beside an installation, and twice. */
  private static KafkaSettings settings(KafkaSettings given) {
    String prefix = FormerRuns.prefix(given, Instant.now());
    return new KafkaSettings(
        given.client(),
        new TopicNames(prefix, prefix + "events"),
        given.partitions(),
        given.replicationFactor());
  }

  private List<Result> onCluster(
      Path folder, Sink sink, BareClient bare, Optional<KafkaSettings> theirs)
      throws InterruptedException {
    if (theirs.isPresent()) {
      try (Leftovers leftovers = Leftovers.of(theirs.get(), spec.commandLine().getOut())) {
        say("Topics and groups on the cluster begin with " + theirs.get().names().prefix());
        return measure(folder, sink, bare, theirs.get(), Optional.empty());
      }
    }
    try (BrokerProcess broker =
        BrokerProcess.start(folder.resolve("kafka"), 0, folder.resolve("kafka.log"), BROKER_JVM)) {
      KafkaSettings kafka = settings(plain(broker.bootstrapServers()));
      return measure(folder, sink, bare, kafka, Optional.of(broker.handle()));
    }
  }

  private List<Result> measure(
      Path folder, Sink sink, BareClient bare, KafkaSettings kafka, Optional<ProcessHandle> broker)
      throws InterruptedException {
    makeTopics(kafka);
    ClusterFacts facts = ClusterFacts.of(kafka);
    cluster = Optional.of(facts);
    String keyset = Keyring.generateJson();
    say("The cluster: " + facts + ". The dispatcher starts …");
    try (Cluster questions = new Cluster(kafka);
        Dispatcher dispatcher = Dispatcher.start(kafka, folder, keyset, dispatcherJvm)) {
      Subscriptions subscriptions = new Subscriptions(kafka, Keyring.fromJson(keyset), sink);
      return rows(
          new Runner(kafka, questions, subscriptions, sink, dispatcher, bare),
          new LogSearch(kafka, folder),
          new ReplayBeside(kafka, questions, subscriptions, sink, dispatcher),
          new Costs(kafka, broker, dispatcher.handle()));
    }
  }

  private static void makeTopics(KafkaSettings kafka) {
    try {
      new TopicAdmin(kafka).create();
    } catch (KafkaException e) {
      throw ClusterFacts.refused(kafka, e);
    }
  }

  private List<Result> rows(Runner runner, LogSearch search, ReplayBeside replay, Costs perDelivery)
      throws InterruptedException {
    int deliveries = wanted != null ? wanted : quick ? 60_000 : 300_000;
    // Until the JIT compiler has seen both: deliveries that leave at once, and those that wait.
    tell(runner.throughput(Row.of(0, "warm-up", 100, 10, deliveries / 10)));
    List<Result> results = new ArrayList<>();
    for (var row : new Rows(runner, search, replay, deliveries, quick).all().entrySet()) {
      if (only.isEmpty() || only.contains(row.getKey())) {
        Costs.Used before = costs ? perDelivery.now() : null;
        Result result = tell(row.getValue().take());
        results.add(result);
        if (before != null) {
          say(perDelivery.each(before, result.deliveries()));
        }
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
