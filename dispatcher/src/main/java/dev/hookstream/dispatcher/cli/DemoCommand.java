package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.demo.Demo;
import dev.hookstream.dispatcher.demo.DemoOptions;
import dev.hookstream.topology.contract.ContractException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: what a visitor sees first. */
@Command(
    name = "demo",
    description = "Shows events being delivered, retried and dead-lettered, on one screen.")
final class DemoCommand implements Callable<Integer> {
  private static final double MOST = 200;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(names = "--rate", defaultValue = "5", description = "Events a second (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends by itself after so long, with a summary (0: at Ctrl-C).")
  private int seconds;

  @Option(names = "--port", defaultValue = "0", description = "The API's (0: one that is free).")
  private int port;

  @Option(names = "--kafka-port", defaultValue = "0", description = "(0: one that is free)")
  private int kafkaPort;

  @Override
  public Integer call() throws InterruptedException, ContractException {
    if (!(rate > 0 && rate <= MOST)) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be more than 0, and at most " + (int) MOST);
    }
    Path folder = Path.of(System.getProperty("hookstream.home", "."), ".hookstream", "demo");
    try (StopSignal stop = StopSignal.listen();
        Demo demo =
            new Demo(new DemoOptions(port, kafkaPort, rate, folder), spec.commandLine().getOut())) {
      demo.start();
      if (seconds > 0) {
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(stop::ask);
      }
      stop.await();
    }
    return 0;
  }
}
