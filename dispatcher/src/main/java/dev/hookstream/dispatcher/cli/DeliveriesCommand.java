package dev.hookstream.dispatcher.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deliveries}: single deliveries, through the API. */
@Command(name = "deliveries", description = "Looks after single deliveries.")
final class DeliveriesCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: retry.");
  }

  @Command(name = "retry", description = "Makes a delivery once more, now.")
  void retry(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(api.call("POST", "/v1/deliveries/" + id + "/retry", null));
    out.flush();
  }
}
