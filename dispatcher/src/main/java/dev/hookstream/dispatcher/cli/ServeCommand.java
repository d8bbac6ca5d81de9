package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.run.Instance;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: an instance against a real Kafka cluster. */
@Command(name = "serve", description = "Runs an instance against a Kafka cluster.")
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML; each can be a variable HOOKSTREAM_… instead.")
  private @Nullable Path config;

  @Option(
      names = "--from",
      paramLabel = "beginning|end",
      description = "Where to begin where no offsets are committed; wins over the setting `from`.")
  private @Nullable String from;

  @Override
  public Integer call() throws InterruptedException {
    try (StopSignal stop = StopSignal.listen();
        Instance instance = new Instance(ConfigReader.read(config, variables()))) {
      instance.start();
      stop.await();
    }
    return 0;
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    if (from != null) {
      variables.put("HOOKSTREAM_FROM", from);
    }
    return variables;
  }
}
