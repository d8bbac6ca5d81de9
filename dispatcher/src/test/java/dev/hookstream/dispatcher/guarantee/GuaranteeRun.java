package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Faults.Fault;
import dev.hookstream.dispatcher.guarantee.Oracle.Lane;
import dev.hookstream.dispatcher.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A run: produces events to endpoints that mostly answer, lets everything go wrong that {@link
 * Faults} has, and waits until what was accepted has had its end. Logs of the processes and the
 * report stay in {@code target/guarantee/SEED}.
 */
final class GuaranteeRun implements AutoCloseable {
  private static final long LONGEST_RECOVERY_MS = 90_000;
  private static final long LONGEST_CATCH_UP_MS = 180_000;
  private static final int SAMPLES = 10;

  private final Plan plan;
  private final Path folder;
  private final Receiver receiver;
  private final Cluster cluster;
  private final Upstream upstream;
  private final Api api = new Api();
  private final Set<String> matched = new HashSet<>();
  private final List<Report.Struck> struck = new ArrayList<>();

  GuaranteeRun(Plan plan) throws IOException {
    this.plan = plan;
    folder = Path.of("target", "guarantee", Long.toString(plan.seed())).toAbsolutePath();
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
    Files.createDirectories(folder);
    receiver = new Receiver(new Manners(plan.seed()));
    cluster = new Cluster(folder);
    upstream = new Upstream(plan, cluster.kafka());
    for (int number = 0; number < plan.events(); number++) {
      Plan.Planned event = plan.event(number);
      if (plan.targets().stream().anyMatch(target -> target.wants(event))) {
        matched.add(event.id());
      }
    }
  }

  /** Does it all once. */
  Report run() throws IOException, InterruptedException {
    say("a run that can be repeated: " + plan.command());
    long began = System.currentTimeMillis();
    Instance first = cluster.instance(0);
    first.start();
    api.awaitReady(first);
    api.subscribe(first, plan, receiver);
    upstream.start();
    for (Fault fault : Faults.of(plan)) {
      strike(fault);
    }
    upstream.allow(plan.events());
    upstream.awaitEnd();
    Ledger ledger = new Ledger(plan, cluster.kafka(), upstream, api);
    List<Lane> lanes = ledger.lanes();
    receiver.awaitFinished(Ledger.deliveries(lanes), LONGEST_CATCH_UP_MS);
    awaitAllReady();
    Report report =
        Report.of(
            plan,
            upstream.accepted().size(),
            lanes,
            receiver.visits(),
            ledger.awaitDeadLetters(lanes, LONGEST_RECOVERY_MS),
            recoveries(),
            System.currentTimeMillis() - began);
    Files.writeString(folder.resolve("report.txt"), report.text());
    Files.write(
        folder.resolve("visits.txt"), report.visits().stream().map(Visit::toString).toList());
    say(report.text());
    explain(report);
    return report;
  }

  private void strike(Fault fault) throws IOException, InterruptedException {
    // Not past the fault's own slice: events flow around each of them, to the last.
    upstream.allow(fault.number() * Faults.slice(plan));
    upstream.awaitEvent(fault.atEvent());
    if (!fault.hurried() && !struck.isEmpty()) {
      awaitRecovery(struck.get(struck.size() - 1));
      awaitAllReady();
    }
    if (cluster.present().stream().anyMatch(instance -> !instance.isAlive())) {
      throw new AssertionError("an instance has ended by itself; see " + folder);
    }
    long began = System.currentTimeMillis();
    cluster.strike(fault);
    struck.add(new Report.Struck(fault, began, System.currentTimeMillis(), -1));
    say(fault + " is over");
  }

  private void awaitAllReady() throws InterruptedException {
    for (Instance instance : cluster.present()) {
      api.awaitReady(instance);
    }
  }

  /** Whatever was accepted since the fault has come to some endpoint, so all partitions flow. */
  private void awaitRecovery(Report.Struck last) throws InterruptedException {
    Set<String> since =
        upstream.accepted().entrySet().stream()
            .filter(event -> event.getValue() >= last.began())
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    since.retainAll(matched);
    if (!receiver.awaitSeen(since, LONGEST_RECOVERY_MS)) {
      throw new AssertionError(
          since + " did not arrive within " + LONGEST_RECOVERY_MS + " ms of " + last + folder);
    }
  }

  private Predicate<Visit> isNew(Report.Struck fault) {
    return visit -> upstream.acceptedSince(visit.eventId(), fault.began());
  }

  private List<Report.Struck> recoveries() {
    return struck.stream()
        .map(
            one ->
                one.withFirstNew(
                    receiver
                        .first(one.ended(), isNew(one))
                        .map(visit -> visit.at() - one.ended())
                        .orElse(-1L)))
        .toList();
  }

  private void explain(Report report) throws InterruptedException {
    for (String lost : report.findings().lost().stream().limit(SAMPLES).toList()) {
      String[] parts = lost.split(" ");
      for (Instance instance : cluster.present()) {
        say("lost: " + lost + "; the log says: " + api.explain(instance, parts[0], parts[1]));
      }
    }
  }

  @SuppressWarnings("SystemOut") // what the run is for
  private static void say(String text) {
    System.out.println(text);
  }

  @Override
  public void close() throws IOException {
    cluster.close();
    upstream.close();
    receiver.close();
  }
}
