package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Oracle.Findings;
import dev.hookstream.dispatcher.guarantee.Oracle.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a run against three brokers has shown. Times in milliseconds.
 *
 * @param accepted events that Kafka acknowledged
 * @param watch what Prometheus saw, in Markdown
 * @param unwatched what Prometheus should have seen and did not
 */
record ClusterReport(
    ClusterPlan plan,
    int accepted,
    List<Lane> lanes,
    Findings findings,
    List<Visit> repeats,
    List<Done> phases,
    String watch,
    List<String> unwatched,
    long lastsMillis) {

  private static final int LONGEST_LIST = 20;

  /**
   * A phase that is over.
   *
   * @param struck when something was taken away; otherwise, when what was to be done was done
   * @param flow from then to the first success of an event that was accepted later, by what had to
   *     flow: each partition of {@code events} and of {@code deliveries}
   * @param late from the accepting of an event to its first request, the longest of the phase
   * @param median the same, the median
   */
  record Done(
      Phase phase,
      String note,
      long began,
      long struck,
      long ended,
      Map<String, Long> flow,
      long late,
      long median) {
    /** When the last of them flowed; -1: some did not. */
    long allFlow() {
      return flow.containsValue(-1L)
          ? -1
          : flow.values().stream().mapToLong(Long::longValue).max().orElse(-1);
    }
  }

  /** Every promise that was not kept; empty: all were. */
  List<String> broken() {
    List<String> broken = new ArrayList<>(findings.broken());
    for (Done done : phases) {
      if (done.flow().containsValue(-1L)) {
        broken.add(done.phase().word() + ": nothing came of " + stuck(done.flow()));
      }
      if (done.phase() == Phase.KILL_INSTANCE && done.allFlow() > plan.failoverMillis()) {
        broken.add("the others took over after " + done.allFlow() + " ms: " + done.flow());
      }
      int most = Repeats.mostAtOneEndpoint(repeats, done.began(), done.ended());
      if (done.phase().takesAway() && most > 2 * Plan.WINDOW) {
        broken.add(done.phase().word() + ": " + most + " deliveries of one endpoint came again");
      }
    }
    broken.addAll(unwatched);
    return broken;
  }

  private static Set<String> stuck(Map<String, Long> flow) {
    return Set.copyOf(flow.keySet().stream().filter(key -> flow.get(key) < 0).toList());
  }

  /** For people, in Markdown. */
  String text() {
    StringBuilder text = new StringBuilder(4_000);
    line(text, "# Three brokers, three instances: seed %d%n", plan.load().seed());
    line(
        text,
        "%d events accepted at %d a second, %d deliveries due, %d requests came again, %.0f s in"
            + " all.%n",
        accepted,
        plan.load().perSecond(),
        lanes.stream().mapToInt(lane -> lane.events().size()).sum(),
        repeats.size(),
        lastsMillis / 1_000.0);
    line(
        text,
        "| phase | what | lasted s | all partitions flow after s | again (most at one endpoint) |"
            + " age at first request: median, longest ms |");
    line(text, "|---|---|---|---|---|---|");
    phases.forEach(done -> phase(text, done));
    line(text, "%n## How soon each partition flowed, in ms%n");
    phases.stream()
        .filter(done -> done.phase().takesAway())
        .forEach(done -> line(text, "- %s: %s", done.phase().word(), done.flow()));
    text.append('\n').append(watch);
    List<String> broken = broken();
    line(text, "%n## Broken promises: %d%n", broken.size());
    broken.stream().limit(LONGEST_LIST).forEach(it -> line(text, "- %s", it));
    line(text, "Again with: `%s`", plan.command());
    return text.toString();
  }

  private void phase(StringBuilder text, Done done) {
    line(
        text,
        "| %s | %s%s | %.0f | %.1f | %d (%d) | %d, %d |",
        done.phase().word(),
        done.phase().what(),
        done.note().isEmpty() ? "" : ": " + done.note(),
        (done.ended() - done.began()) / 1_000.0,
        done.allFlow() / 1_000.0,
        Repeats.count(repeats, done.began(), done.ended()),
        Repeats.mostAtOneEndpoint(repeats, done.began(), done.ended()),
        done.median(),
        done.late());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
