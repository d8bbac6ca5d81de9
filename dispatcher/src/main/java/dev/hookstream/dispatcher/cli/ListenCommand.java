package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.listen.Forwarder;
import dev.hookstream.dispatcher.listen.Listener;
import dev.hookstream.dispatcher.listen.Listener.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code listen}: a workspace's live events on this machine. */
@Command(
    name = "listen",
    description = {
      "Shows the workspace's events as they come, and hands each to a local program as its webhook"
          + " would be.",
      "One outgoing connection, made again when it breaks; goes on where it was."
    },
    footer = {
      "",
      "Examples:",
      "  hookstream listen --forward-to http://localhost:3000/hook",
      "  hookstream listen --events 'chatbot.*' --bodies"
    })
final class ListenCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private ApiOptions api = new ApiOptions();
  @Mixin private Output output = new Output();

  @Option(names = "--forward-to", paramLabel = "URL", description = "Where the program listens.")
  private @Nullable URI forwardTo;

  @Option(
      names = "--events",
      description = "Types or patterns, with commas between; all if unsaid.")
  private @Nullable String events;

  @Option(names = "--contract", description = "For the operator's key only.")
  private @Nullable String contract;

  @Mixin private OwnContracts contracts = new OwnContracts();

  @Option(
      names = "--secret",
      description = "Signs with this one; with a new one that is shown, if unsaid.")
  private @Nullable String secret;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long the program may take (${DEFAULT-VALUE}).")
  private double timeout = 10;

  @Option(names = "--bodies", description = "Shows bodies and answers in full.")
  private boolean bodies;

  @Option(names = "--count", description = "Ends after so many events.")
  private @Nullable Integer count;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkUrl();
    ListenView view = new ListenView(output, bodies);
    Reception reception = new Reception(view);
    String path =
        new Query("/v1/listen").with("events", events).with("contract", contract).toString();
    try (StopSignal stop = StopSignal.listen();
        Listener listener = new Listener(() -> api.request(path), reception)) {
      reception.listener = listener;
      Thread watch = new Thread(() -> closeOn(stop, listener), "listen-stop");
      watch.setDaemon(true);
      watch.start();
      try {
        listener.run();
        view.summary(); // before the signal is let go, and the JVM with it
      } catch (RefusedException e) {
        throw new CliException(ApiOptions.problem(e.status(), e.problem()));
      } catch (IOException e) {
        throw api.unreachable(e);
      } finally {
        watch.interrupt();
      }
    }
    return 0;
  }

  private void checkUrl() {
    if (forwardTo != null
        && !List.of("http", "https").contains(String.valueOf(forwardTo.getScheme()))) {
      throw new ParameterException(
          spec.commandLine(), "--forward-to: begin with http://, as in http://localhost:3000/");
    }
  }

  private static void closeOn(StopSignal stop, Listener listener) {
    try {
      stop.await();
      listener.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it has ended by itself
    }
  }

  /** On the listener's thread. */
  private final class Reception implements Listener.Heard {
    private final ListenView view;
    private @Nullable Listener listener;
    private @Nullable Forwarder forwarder;
    private int heard;

    Reception(ListenView view) {
      this.view = view;
    }

    @Override
    public void listening(JsonNode hello) {
      if (forwardTo == null || forwarder != null) {
        view.listening(hello, null, null);
        return;
      }
      LocalSigner signer = LocalSigner.of(contracts.find(hello.path("contract").asText()), secret);
      Duration limit = Duration.ofMillis((long) (timeout * 1000));
      forwarder =
          new Forwarder(forwardTo, signer.signer(), limit, java.time.InstantSource.system());
      view.listening(hello, forwardTo, signer.secret());
    }

    @Override
    public void event(JsonNode event) throws InterruptedException {
      Forwarder to = forwarder;
      view.event(
          event,
          to == null ? null : to.forward(event.path("id").asText(), event.path("body").asText()));
      heard++;
      if (count != null && heard >= count && listener != null) {
        listener.close();
      }
    }

    @Override
    public void missed(JsonNode missed) {
      view.missed(missed);
    }

    @Override
    public void waiting(JsonNode waiting) {
      view.note("waiting", waiting.path("reason").asText());
    }

    @Override
    public void lost(String why, Duration pause) {
      view.note("lost", why + "; once more in " + pause.toMillis() / 1000.0 + " s");
    }
  }
}
