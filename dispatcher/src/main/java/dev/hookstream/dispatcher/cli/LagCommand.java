package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.receive.Paint;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lag}: what waits on each topic for each group. */
@Command(
    name = "lag",
    description = "Shows what waits, by group and topic; needs the operator's key.",
    footer = {"", "Example:", "  hookstream lag"})
final class LagCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    JsonNode lag = api.call("GET", "/v1/operations/lag", null);
    if (output.json()) {
      output.json(lag);
      return 0;
    }
    Table table = Table.of("GROUP", "TOPIC", "#PARTITIONS", "#WAITING", "NOTE");
    for (JsonNode row : lag.path("data")) {
      boolean meant = row.hasNonNull("delay_seconds");
      long waiting = row.path("waiting").asLong();
      table.row(
          Words.cell(row, "group"),
          Words.cell(row, "topic"),
          Words.cell(row, "partitions"),
          new Table.Cell(Long.toString(waiting), waiting > 0 && !meant ? Paint.YELLOW : ""),
          Table.cell(meant ? "waits up to " + row.path("delay_seconds").asText() + " s" : ""));
    }
    output.table(table);
    return 0;
  }
}
