package dev.hookstream.dispatcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.receive.Text;
import java.util.Set;

/** A replay for a person, and its progress until it ends. */
final class ReplayWatch {
  private static final Set<String> ENDED = Set.of("finished", "cancelled", "failed");
  private static final long LOOK_MILLIS = 500;
  private static final int BAR = 20;

  private ReplayWatch() {}

  static Table table() {
    return Table.of("!REPLAY", "=STATE", "#SCANNED", "#MATCHED", "#DELIVERED", "#FAILED", "ETA");
  }

  static void row(Table table, JsonNode job) {
    var unused =
        table.row(
            Words.cell(job, "replay_id"),
            Words.state(Words.text(job, "state")),
            Words.cell(job, "scanned"),
            Words.cell(job, "matched"),
            Words.cell(job, "delivered"),
            Words.cell(job, "failed"),
            Words.time(job, "eta"));
  }

  /**
   * Shows a job, now or when it has ended.
   *
   * @return the exit code
   */
  static int shown(JsonNode first, boolean watch, ApiOptions api, Output output)
      throws InterruptedException {
    JsonNode job = first;
    if (watch) {
      boolean moving = output.terminal() && !output.json();
      while (!ENDED.contains(job.path("state").asText())) {
        if (moving) {
          output.over(progress(job));
        }
        Thread.sleep(LOOK_MILLIS);
        job = api.call("GET", ReplayCommand.path(job.path("replay_id").asText()), null);
      }
      if (moving) {
        output.over(progress(job));
        output.line("");
      }
    }
    if (output.json()) {
      output.json(job);
    } else {
      Table table = table();
      row(table, job);
      output.table(table);
      if (job.hasNonNull("problem")) {
        output.line(Text.clean(Words.text(job, "problem")));
      }
    }
    return watch && !job.path("state").asText().equals("finished") ? CliException.FAILED : 0;
  }

  /** One line: how much of what was asked for has come to its end. */
  static String progress(JsonNode job) {
    long matched = job.path("matched").asLong();
    long ended =
        job.path("delivered").asLong() + job.path("failed").asLong() + job.path("dropped").asLong();
    String state = job.path("state").asText();
    boolean dry = job.path("dry_run").asBoolean();
    int full = matched == 0 ? 0 : (int) Math.min(BAR, BAR * ended / matched);
    if (state.equals("finished")) {
      full = BAR;
    }
    return "["
        + "#".repeat(full)
        + " ".repeat(BAR - full)
        + "] "
        + state
        + (dry
            ? ", " + matched + " match"
            : ", "
                + ended
                + " of "
                + matched
                + " ended, "
                + job.path("failed").asLong()
                + " failed")
        + ", "
        + job.path("scanned").asLong()
        + " read";
  }
}
