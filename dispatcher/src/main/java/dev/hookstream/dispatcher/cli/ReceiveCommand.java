package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.ReceiverServer;
import dev.hookstream.dispatcher.receive.ReceiverServer.Reply;
import dev.hookstream.dispatcher.receive.SignatureCheck;
import dev.hookstream.dispatcher.receive.Terminal;
import dev.hookstream.dispatcher.receive.Webhook;
import dev.hookstream.dispatcher.receive.WebhookPrinter;
import dev.hookstream.dispatcher.receive.WebhookPrinter.Verdict;
import dev.hookstream.topology.contract.Contracts;
import io.vertx.core.http.HttpServerOptions;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code receive}: prints the webhooks that come in. */
@Command(
    name = "receive",
    description = "Receives webhooks, verifies their signatures and prints them.")
final class ReceiveCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Where it listens; 0.0.0.0 in a container (${DEFAULT-VALUE}).")
  private String host = "";

  @Option(names = "--port", defaultValue = "3000", description = "(${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--contract",
      defaultValue = Contracts.DEFAULT,
      description = "By which signatures are verified (${DEFAULT-VALUE}).")
  private String contract = Contracts.DEFAULT;

  @Mixin private OwnContracts contracts = new OwnContracts();

  @Option(
      names = "--secret",
      description = "The webhook's; without it nothing is verified (variable HOOKSTREAM_SECRET).",
      defaultValue = "${env:HOOKSTREAM_SECRET}")
  private @Nullable String secret;

  @Option(
      names = "--fail-every",
      paramLabel = "N",
      defaultValue = "0",
      description = "Answers every N-th webhook with 500, to see a retry.")
  private int failEvery;

  private long count;

  @Override
  public Integer call() throws InterruptedException {
    @Nullable SignatureCheck check = check();
    boolean terminal = Terminal.isThere();
    Paint paint = Terminal.paint(terminal, System.getenv());
    WebhookPrinter printer = new WebhookPrinter(paint, terminal, ZoneId.systemDefault());
    PrintWriter out = spec.commandLine().getOut();
    try (StopSignal stop = StopSignal.listen();
        ReceiverServer server =
            new ReceiverServer(webhook -> receive(webhook, check, printer, out))) {
      int listening = server.listen(new HttpServerOptions(), host, port);
      out.println("Waiting for webhooks on http://localhost:" + listening + "/ (Ctrl-C stops)");
      out.println();
      out.flush();
      stop.await();
    }
    return 0;
  }

  private @Nullable SignatureCheck check() {
    return secret == null || secret.isBlank()
        ? null
        : new SignatureCheck(contracts.find(contract), secret);
  }

  /** On the receiver's one thread. */
  private Reply receive(
      Webhook webhook, @Nullable SignatureCheck check, WebhookPrinter printer, PrintWriter out) {
    count++;
    int status = failEvery > 0 && count % failEvery == 0 ? 500 : 200;
    Verdict verdict =
        check == null
            ? new Verdict.Unchecked()
            : new Verdict.Checked(check.problem(webhook.headers(), webhook.body(), webhook.at()));
    printer.lines(webhook, verdict, status).forEach(out::println);
    out.flush();
    return new Reply(status, 0);
  }
}
