package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.run.Instance;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: an instance against a real Kafka cluster. */
@Command(name = "serve", description = "Runs an instance against a Kafka cluster.")
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(
      names = "--from",
      paramLabel = "beginning|end",
      description = "Where to begin where no offsets are committed; wins over the setting `from`.")
  private @Nullable String from;

  @Override
  public Integer call() throws InterruptedException {
    try (StopSignal stop = StopSignal.listen();
        Instance instance = new Instance(ConfigReader.read(config.path(), variables()))) {
      instance.start();
      instance.giveWay(stop::asked);
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
