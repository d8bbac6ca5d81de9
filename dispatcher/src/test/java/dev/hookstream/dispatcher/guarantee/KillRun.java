package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.embedded.BrokerProcess;
import dev.hookstream.dispatcher.guarantee.KillPlan.Moment;
import dev.hookstream.dispatcher.guarantee.KillPlan.Victim;
import dev.hookstream.dispatcher.guarantee.Receiver.Arrival;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.Folders;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A run: produces events to endpoints that answer, kills the dispatcher and then the broker while
 * they flow, starts each again at once, and waits until what was accepted has arrived. Logs of the
 * processes stay in {@code target/guarantee/SEED}.
 */
final class KillRun implements AutoCloseable {
  private static final long LONGEST_RECOVERY_MS = 90_000;
  private static final long LONGEST_CATCH_UP_MS = 180_000;
  private static final int SAMPLES = 10;

  private final KillPlan plan;
  private final Path folder;
  private final Receiver receiver;
  private final KafkaSettings kafka;
  private final DispatcherChild dispatcher;
  private final Upstream upstream;
  private final Api api;
  private final List<KillReport.Done> kills = new ArrayList<>();
  private BrokerProcess broker;
  private int brokerStarts;

  KillRun(KillPlan plan) throws IOException {
    this.plan = plan;
    folder = Path.of("target", "guarantee", Long.toString(plan.seed())).toAbsolutePath();
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
    Files.createDirectories(folder);
    receiver = new Receiver(plan);
    broker = startBroker(0);
    kafka = KafkaSettings.plain(broker.bootstrapServers());
    new TopicAdmin(kafka).create();
    dispatcher = new DispatcherChild(folder, kafka.bootstrapServers(), Keyring.generateJson());
    upstream = new Upstream(plan, kafka);
    api = new Api(dispatcher.url());
  }

  /** A run without a test around it; ends with 1 where something is missing. */
  public static void main(String[] arguments) throws Exception {
    boolean lost;
    try (KillRun run = new KillRun(KillPlan.fromProperties())) {
      lost = !run.run().missing().isEmpty();
    }
    System.exit(lost ? 1 : 0);
  }

  private BrokerProcess startBroker(int port) {
    return BrokerProcess.start(
        folder.resolve("broker"), port, folder.resolve("broker-" + brokerStarts++ + ".log"));
  }

  /** Does it all once. */
  KillReport run() throws IOException, InterruptedException {
    dispatcher.start();
    api.awaitReady(dispatcher);
    api.subscribe(receiver);
    long began = System.currentTimeMillis();
    upstream.start();
    for (Moment moment : plan.moments()) {
      kill(moment);
    }
    upstream.allow(plan.events());
    upstream.awaitEnd();
    List<String> expected = expected();
    receiver.awaitTaken(expected.size(), LONGEST_CATCH_UP_MS);
    KillReport report =
        KillReport.of(
            plan,
            expected,
            upstream.accepted().size(),
            receiver.arrivals(),
            recoveries(),
            System.currentTimeMillis() - began);
    say(report.text());
    explain(report);
    return report;
  }

  private void kill(Moment moment) throws IOException, InterruptedException {
    // Not past the slice after the kill's: events flow around each kill, to the last.
    upstream.allow(Math.min(plan.events(), (moment.number() + 1) * plan.slice()));
    upstream.awaitEvent(moment.atEvent());
    if (!kills.isEmpty()) {
      KillReport.Done last = kills.get(kills.size() - 1);
      if (moment.afterMillis() == 0) {
        awaitRecovery(last);
      } else {
        long life = last.back() + moment.afterMillis() - System.currentTimeMillis();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(life));
      }
    }
    if (!dispatcher.isAlive()) {
      throw new AssertionError("the dispatcher has ended by itself; see " + folder);
    }
    long killed;
    if (moment.victim() == Victim.DISPATCHER) {
      dispatcher.killNow();
      killed = System.currentTimeMillis();
      dispatcher.start();
    } else {
      int port = broker.port();
      broker.killNow();
      killed = System.currentTimeMillis();
      broker = startBroker(port);
    }
    long back = System.currentTimeMillis();
    say("killed and started again: " + moment);
    kills.add(new KillReport.Done(moment, killed, back, -1, -1, 0));
  }

  private void awaitRecovery(KillReport.Done last) throws InterruptedException {
    if (!receiver.awaitArrival(last.back(), isNew(last), LONGEST_RECOVERY_MS)) {
      throw new AssertionError(
          "nothing new arrived within " + LONGEST_RECOVERY_MS + " ms of " + last + "; " + folder);
    }
  }

  private Predicate<Arrival> isNew(KillReport.Done kill) {
    return arrival -> upstream.acceptedSince(arrival.eventId(), kill.killed());
  }

  private List<KillReport.Done> recoveries() {
    List<KillReport.Done> done = new ArrayList<>();
    for (int i = 0; i < kills.size(); i++) {
      KillReport.Done kill = kills.get(i);
      long until = i + 1 < kills.size() ? kills.get(i + 1).killed() : Long.MAX_VALUE;
      long any = millisTo(kill, until, arrival -> true);
      long fresh = millisTo(kill, until, isNew(kill));
      done.add(new KillReport.Done(kill.moment(), kill.killed(), kill.back(), any, fresh, 0));
    }
    return done;
  }

  private long millisTo(KillReport.Done kill, long until, Predicate<Arrival> fitting) {
    return receiver
        .first(kill.back(), fitting)
        .filter(arrival -> arrival.at() < until)
        .map(arrival -> arrival.at() - kill.back())
        .orElse(-1L);
  }

  private List<String> expected() {
    TreeSet<String> expected = new TreeSet<>();
    for (int number = 0; number < plan.events(); number++) {
      KillPlan.Planned event = plan.event(number);
      if (upstream.acceptedSince(event.id(), 0)) {
        KillPlan.paths(event).forEach(path -> expected.add(path + " " + event.id()));
      }
    }
    return List.copyOf(expected);
  }

  private void explain(KillReport report) throws InterruptedException {
    for (String missing : report.missing().stream().limit(SAMPLES).toList()) {
      String[] parts = missing.split(" ");
      say("missing: " + missing + "; the log says: " + api.explain(parts[0], parts[1]));
    }
  }

  @SuppressWarnings("SystemOut") // what the run is for
  private static void say(String text) {
    System.out.println(text);
  }

  @Override
  public void close() {
    dispatcher.close();
    upstream.close();
    broker.close();
    receiver.close();
  }
}
