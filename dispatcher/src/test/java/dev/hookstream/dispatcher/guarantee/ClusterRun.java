package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.guarantee.Oracle.Lane;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A run against three brokers: three instances deliver under load, phase by phase things are taken
 * away and put back, and all that was accepted has its end. Logs and the report stay in {@code
 * target/cluster/SEED}.
 */
final class ClusterRun implements AutoCloseable {
  private static final long LONGEST_RECOVERY_MS = 90_000;

  /** A machine that has more to do than it can is slow, and no promise is broken by that. */
  private static final long LONGEST_CATCH_UP_MS = 900_000;

  /** Longer than a retry can wait that was planned by a clock which had jumped. */
  private static final long LONGEST_SILENCE_MS = 120_000;

  private final ClusterPlan plan;
  private final Path folder;
  private final Receiver receiver;
  private final @Nullable Disks disks;
  private final Brokers brokers;
  private final Fleet fleet;
  private final Upstream upstream;
  private final Api api = new Api();
  private final Flow flow;
  private final Watch watch;
  private final Thread atExit = new Thread(this::killAll, "kill-what-was-started");

  ClusterRun(ClusterPlan plan) throws IOException, InterruptedException {
    this.plan = plan;
    folder = Path.of("target", "cluster", Long.toString(plan.load().seed())).toAbsolutePath();
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
    Files.createDirectories(folder);
    receiver = new Receiver(new Manners(plan.load().seed()));
    disks = plan.phases().contains(Phase.DISK_FULL) ? Disks.in(folder) : null;
    List<Path> data = new ArrayList<>();
    for (int id = 1; id <= Brokers.COUNT; id++) {
      boolean onDisk = disks != null && id == Brokers.COUNT;
      data.add(onDisk ? disks.broker().folder().resolve("data") : folder.resolve("data-" + id));
    }
    brokers = new Brokers(folder, data, ClusterPlan.PARTITIONS);
    fleet = new Fleet(folder, brokers.kafka());
    Runtime.getRuntime().addShutdownHook(atExit);
    new TopicAdmin(brokers.kafka()).create();
    upstream = new Upstream(plan.load(), brokers.kafka());
    flow = new Flow(receiver, upstream, api, ClusterPlan.PARTITIONS);
    watch = Watch.begin(folder);
  }

  /** Does it all once. */
  ClusterReport run() throws IOException, InterruptedException {
    say("a run that can be repeated: " + plan.command());
    long began = System.currentTimeMillis();
    for (String name : Acts.ALL) {
      fleet.start(name);
    }
    watch.over(fleet);
    awaitAllReady();
    api.subscribe(fleet.get(Acts.ALL.get(0)), plan.load(), receiver);
    upstream.start();
    upstream.allow(plan.load().events());
    List<ClusterReport.Done> done = new ArrayList<>();
    Acts acts = new Acts(brokers, fleet, watch, Optional.ofNullable(disks), FakeClock.in(folder));
    for (Phase phase : plan.phases()) {
      done.add(pass(phase, acts));
    }
    upstream.finish();
    upstream.awaitEnd();
    Ledger ledger = new Ledger(plan.load(), brokers.kafka(), upstream, api);
    List<Lane> lanes = ledger.lanes();
    receiver.awaitFinished(Ledger.deliveries(lanes), LONGEST_CATCH_UP_MS, LONGEST_SILENCE_MS);
    awaitAllReady();
    List<Visit> visits = receiver.visits();
    Map<String, Integer> letters = ledger.awaitDeadLetters(lanes, LONGEST_RECOVERY_MS);
    boolean tight = disks != null && disks.state().isMounted();
    Watch.Seen seen =
        watch.see(
            done,
            api.webhook("/" + Plan.workspace(0) + "/parallel/0"),
            Optional.of(fleet.get(Acts.TIGHT)).filter(its -> tight));
    ClusterReport report =
        new ClusterReport(
            plan,
            upstream.accepted().size(),
            lanes,
            Oracle.judge(lanes, visits, letters),
            Repeats.of(visits),
            done,
            seen.text(),
            seen.missing(),
            System.currentTimeMillis() - began);
    Files.writeString(folder.resolve("report.md"), report.text());
    Files.write(folder.resolve("visits.txt"), visits.stream().map(Visit::toString).toList());
    say(report.text());
    return report;
  }

  private ClusterReport.Done pass(Phase phase, Acts acts) throws IOException, InterruptedException {
    say(phase.word() + ": " + phase.what());
    long began = System.currentTimeMillis();
    if (phase != Phase.STEADY) {
      // Some load before, so that the fault finds some of it in flight.
      pass(TimeUnit.SECONDS.toMillis(1));
    }
    String note = acts.strike(phase);
    long struck = phase.takesAway() ? acts.goneAt() : System.currentTimeMillis();
    Map<String, Long> flowed = flow.await(plan.load(), struck, LONGEST_RECOVERY_MS);
    say(phase.word() + ": " + note + ": all flowed: " + flowed);
    acts.mend(phase);
    awaitAllReady();
    brokers.awaitInSync();
    long left = began + TimeUnit.SECONDS.toMillis(plan.seconds()) - System.currentTimeMillis();
    pass(left);
    long ended = System.currentTimeMillis();
    long[] ages = flow.ages(began, ended);
    return new ClusterReport.Done(
        phase,
        note,
        began,
        struck,
        ended,
        flowed,
        ages.length == 0 ? -1 : ages[ages.length - 1],
        ages.length == 0 ? -1 : ages[ages.length / 2]);
  }

  private void awaitAllReady() throws InterruptedException {
    for (Instance instance : fleet.present()) {
      // One without lanes is told to be ready by what flows through it.
      if (instance.setup().roles().contains("topology")) {
        api.awaitReady(instance);
      } else if (!instance.isAlive()) {
        throw new AssertionError("an instance has ended by itself; see " + folder);
      }
    }
  }

  /** Lets time pass: how long a phase lasts is part of the plan. */
  static void pass(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @SuppressWarnings("SystemOut") // what the run is for
  private static void say(String text) {
    System.out.println(text);
  }

  private void killAll() {
    fleet.close();
    brokers.close();
    watch.close();
    if (disks != null) {
      disks.close();
    }
  }

  @Override
  public void close() {
    killAll();
    upstream.close();
    receiver.close();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
