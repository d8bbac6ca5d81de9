package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.capacity.Load;
import dev.hookstream.dispatcher.capacity.Plan;
import dev.hookstream.dispatcher.capacity.UnitCosts;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capacity}: how large an installation has to be. */
@Command(
    name = "capacity",
    description =
        "Reckons partitions, instances, brokers' work and disks from what a delivery was measured"
            + " to cost. A calculation, with half of every core left free; `bench --config`"
            + " measures.",
    footer = {"", "Example:", "  hookstream capacity --events-per-second 1000 --fan-out 2"})
final class CapacityCommand implements Callable<Integer> {
  @Option(
      names = "--events-per-second",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000,100000,1000000",
      description = "One or several (${DEFAULT-VALUE}).")
  private List<Double> events = List.of();

  @Option(
      names = "--fan-out",
      paramLabel = "N",
      defaultValue = "1",
      description = "Webhooks an event goes to (${DEFAULT-VALUE}).")
  private double fanOut;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "600",
      description = "Of a body (${DEFAULT-VALUE}).")
  private int bytes;

  @Option(
      names = "--failing",
      paramLabel = "PERCENT",
      defaultValue = "1",
      description = "Deliveries that fail at first, each retried three times (${DEFAULT-VALUE}).")
  private double failing;

  @Option(
      names = "--response-ms",
      paramLabel = "N",
      defaultValue = "100",
      description = "Of the receivers, on average (${DEFAULT-VALUE}).")
  private double responseMillis;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of each partition (${DEFAULT-VALUE}).")
  private int replicas;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "30",
      description = "For which events, attempts and the log are kept (${DEFAULT-VALUE}).")
  private int days;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%12s %12s %10s %14s %13s %12s %12s %11s %12s %10s%n",
        "events/s",
        "attempts/s",
        "partitions",
        "instances(" + Plan.CORES + " c)",
        "broker cores",
        "written/s",
        "to web/s",
        "topics",
        "log",
        "in flight");
    for (double rate : events) {
      Load load = new Load(rate, fanOut, bytes, failing / 100, responseMillis, replicas, days);
      Plan plan = Plan.of(load, UnitCosts.MEASURED);
      out.printf(
          Locale.ROOT,
          "%,12.0f %,12.0f %,10d %,14d %,13.1f %12s %12s %11s %12s %,10d%n",
          rate,
          plan.attemptsPerSecond(),
          plan.partitions(),
          plan.instances(),
          plan.brokerCores(),
          size(plan.brokerWriteBytes()),
          size(plan.networkBytes()),
          size(plan.topicBytes()),
          size(plan.logBytes()),
          plan.inFlight());
    }
    out.flush();
    return 0;
  }

  private static String size(double bytes) {
    List<String> units = List.of("B", "kB", "MB", "GB", "TB", "PB");
    double value = bytes;
    int unit = 0;
    while (value >= 1_000 && unit < units.size() - 1) {
      value /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units.get(unit));
  }
}
