package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.dev.DevOptions;
import dev.hookstream.dispatcher.dev.DevServers;
import dev.hookstream.dispatcher.embedded.ClassRecorder;
import dev.hookstream.dispatcher.run.Instance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dev}: Kafka, a schema registry and the dispatcher from one command. */
@Command(
    name = "dev",
    description = "Runs everything: an embedded Kafka, a schema registry and the dispatcher.")
final class DevCommand implements Callable<Integer> {
  private static final Duration REGISTRY_WAITS = Duration.ofSeconds(5);
  private static final Duration SIGNAL_SPREADS = Duration.ofMillis(200);
  private static final Duration POLL = Duration.ofMillis(50);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(names = "--port", defaultValue = "8080", description = "The API's (${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "(${DEFAULT-VALUE})")
  private int kafkaPort;

  @Option(names = "--registry-port", defaultValue = "8081", description = "(${DEFAULT-VALUE})")
  private int registryPort;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Kept there (.hookstream).")
  private @Nullable Path data;

  @Option(names = "--fresh", description = "Deletes what an earlier run has kept.")
  private boolean fresh;

  @Option(names = "--no-registry", description = "Leaves the schema registry out.")
  private boolean noRegistry;

  @Option(names = "--allow-http", description = "Webhooks may be http.")
  private boolean allowHttp;

  @Option(
      names = "--allow-network",
      paramLabel = "CIDR",
      description = "Webhooks may reach this network though it is private; can be repeated.")
  private List<String> allowNetworks = List.of();

  @Option(
      names = "--contracts",
      paramLabel = "FOLDER",
      description = "Contracts and sources of your own.")
  private @Nullable Path contracts;

  @Override
  public Integer call() throws InterruptedException {
    AtomicBoolean stopping = new AtomicBoolean();
    AtomicBoolean kafkaLost = new AtomicBoolean();
    try (StopSignal stop = StopSignal.listen();
        DevServers servers = DevServers.start(options());
        Instance instance = new Instance(servers.config(), servers::registryReady)) {
      var unused =
          servers
              .kafkaEnded()
              .thenRun(
                  () -> {
                    kafkaLost.set(!stopping.get());
                    stop.ask();
                  });
      try {
        start(servers, instance, stop, stopping);
      } catch (RuntimeException e) {
        // A signal that comes while things start makes some of them fail.
        if (!stop.signalled(SIGNAL_SPREADS)) {
          throw e;
        }
      }
      stop.await();
      stopping.set(true);
      if (stop.signalled(Duration.ZERO)) {
        kafkaLost.set(false); // it got the signal too
      }
      say("Stopping …");
      if (!kafkaLost.get() && isUp(servers, instance) && ClassRecorder.begin()) {
        say("The next start will be quicker: it is being prepared in the background.");
      }
    }
    if (kafkaLost.get()) {
      throw new CliException("the embedded Kafka has ended; see logs/kafka.log in the data folder");
    }
    return 0;
  }

  /** Begins nothing more once somebody asked for the end: the JVM is on its way out then. */
  private void start(DevServers servers, Instance instance, StopSignal stop, AtomicBoolean stopping)
      throws InterruptedException {
    instance.prepare();
    if (stop.asked(Duration.ZERO)) {
      return;
    }
    servers.awaitKafka();
    if (stop.asked(Duration.ZERO)) {
      return;
    }
    instance.start();
    Banner.print(spec.commandLine().getOut(), servers, instance.httpPort());
    awaitReady(instance, stop);
    if (!stop.asked(Duration.ZERO)) {
      startRegistry(servers, stopping);
    }
  }

  private static boolean isUp(DevServers servers, Instance instance) {
    return instance.ready() && (servers.registryUrl().isEmpty() || servers.registryReady());
  }

  private DevOptions options() {
    Path folder =
        data == null ? Path.of(System.getProperty("hookstream.home", "."), ".hookstream") : data;
    return new DevOptions(
        port,
        kafkaPort,
        noRegistry ? 0 : registryPort,
        folder,
        fresh,
        allowHttp,
        allowNetworks,
        contracts);
  }

  /** The first events go before the registry's start, but not for ever. */
  private static void awaitReady(Instance instance, StopSignal stop) throws InterruptedException {
    long end = System.nanoTime() + REGISTRY_WAITS.toNanos();
    while (!instance.ready() && System.nanoTime() < end && !stop.asked(POLL)) {
      // looked at again
    }
  }

  private void startRegistry(DevServers servers, AtomicBoolean stopping) {
    var unused =
        servers
            .startRegistry()
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null && !stopping.get()) {
                    say("The schema registry did not start; the rest runs without it.");
                  }
                });
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
