package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.ApiServer;
import dev.hookstream.dispatcher.api.KafkaApiKeys;
import dev.hookstream.dispatcher.api.KafkaPublisher;
import dev.hookstream.dispatcher.api.StatusServer;
import dev.hookstream.dispatcher.api.port.Readiness;
import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.Config.Role;
import dev.hookstream.dispatcher.delay.DelayLine;
import dev.hookstream.dispatcher.kafka.LagWatch;
import dev.hookstream.dispatcher.kafka.Purger;
import dev.hookstream.dispatcher.live.KafkaLiveEvents;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.replay.DeadLetterReader;
import dev.hookstream.dispatcher.replay.ReplayJobs;
import dev.hookstream.dispatcher.sender.Sender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the dispatcher. Start once, close once, from one thread. */
public final class Instance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Instance.class);
  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final long API_SECONDS = 30;

  /** What was started, to be stopped the other way round. */
  private record Started(String name, Runnable stop) {}

  private final Config config;
  private final BooleanSupplier registryThere;
  private final Deque<Started> started = new ArrayDeque<>();
  private final InstanceReadiness readiness = new InstanceReadiness();
  private final OtherGenerations generations;
  private @Nullable Foundations foundations;
  private int port;

  /** Opens nothing yet. */
  public Instance(Config config) {
    this(config, () -> true);
  }

  /**
   * Opens nothing yet.
   *
   * @param registryThere whether the registry of the settings has come up: until then what the API
   *     publishes is written in the form that needs none
   */
  public Instance(Config config, BooleanSupplier registryThere) {
    this.config = config;
    this.registryThere = registryThere;
    this.generations = new OtherGenerations(config.kafka());
  }

  /**
   * Makes what needs no Kafka, for who starts one beside; {@link #start} does it otherwise.
   *
   * @throws IllegalStateException in words, where it cannot run
   */
  public void prepare() {
    Foundations base = new Foundations(config);
    foundations = base;
    stopLater("foundations", base::close);
  }

  /** How somebody waits who may be stopped meanwhile. */
  public interface Pause {
    /** Waits so long at most, and says whether the instance is to stop. */
    boolean stops(Duration most) throws InterruptedException;
  }

  /**
   * Starts every part that this instance's roles ask for; returns when the API answers. Whether all
   * parts are ready is what {@code /readyz} says.
   *
   * @throws IllegalStateException in words, where it cannot run; what was started is stopped again
   */
  public void start() throws InterruptedException {
    try {
      startParts();
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void startParts() throws InterruptedException {
    if (config.roles().contains(Role.API) && !config.roles().contains(Role.TOPOLOGY)) {
      throw new IllegalStateException(
          "the role api needs the role topology in the same instance: it answers from its state");
    }
    new StartChecks(config.kafka(), config.roles()).require();
    generations.refuse();
    if (foundations == null) {
      prepare();
    }
    Foundations base = Objects.requireNonNull(foundations);
    base.connect();
    Parts parts = new Parts(config, base, registryThere);
    LagWatch lag = parts.metrics.lag();
    stopLater("watch over the lag", lag::close);
    lag.start();
    if (config.roles().contains(Role.DELAY)) {
      startDelayLine(parts);
    }
    if (config.roles().contains(Role.SENDER)) {
      startSender(parts);
    }
    if (config.roles().contains(Role.TOPOLOGY)) {
      startTopologyAndApi(parts);
    } else {
      startStatus(parts);
    }
    readiness.tell(base.metrics());
  }

  /**
   * To be called once after {@link #start}: looks whether an instance of another generation has
   * joined in the same moment. Blocks until that is known, mostly less than a second, while this
   * instance works.
   *
   * @throws IllegalStateException in words, where this one has to give way: close it
   */
  public void giveWay(Pause pause) throws InterruptedException {
    generations.refuseOnceJoined(groups(), pause);
  }

  private List<String> groups() {
    List<String> groups = new ArrayList<>();
    if (config.roles().contains(Role.TOPOLOGY)) {
      groups.add("dispatch"); // not the log's, too: it would be waited for in vain where it is ill
    }
    if (config.roles().contains(Role.SENDER)) {
      groups.add("sender");
    }
    if (config.roles().contains(Role.DELAY)) {
      groups.add("delay");
    }
    return groups;
  }

  private void startDelayLine(Parts parts) {
    DelayLine delay = parts.delay();
    stopLater("delay line", delay::close);
    delay.start();
    readiness.add("delay line", () -> delay.health().problem());
    Purger purger = parts.purger();
    stopLater("purger", purger::close);
    purger.start();
  }

  private void startSender(Parts parts) {
    Sender sender = parts.sender();
    stopLater("sender", () -> sender.drain(DRAIN));
    sender.start();
    readiness.add("sender", sender::health);
  }

  private void startTopologyAndApi(Parts parts) throws InterruptedException {
    new StartOffsets(config.kafka(), config.from()).ensure();
    CommittedChanges commits = parts.commits();
    stopLater("watch over commits", commits::close);
    PendingChanges changes = parts.changes(commits);
    DispatchStreams dispatch = parts.dispatch(changes);
    stopLater("topology", dispatch::close);
    dispatch.start();
    readiness.add("topology", dispatch::notReady);
    // The log is not mortal: where it cannot work, deliveries go on without it.
    readiness.addMortal(dispatch::dead);
    DeliveryLog deliveryLog = parts.log();
    stopLater("log", deliveryLog::close);
    deliveryLog.start();
    readiness.add("log", deliveryLog::notReady);
    ReplayAccess access = parts.replayAccess(dispatch, deliveryLog);
    ReplayJobs replays = parts.replays(access);
    stopLater("replays", replays::close);
    replays.start();
    MetricsRounds rounds = parts.metrics.rounds(dispatch, deliveryLog);
    stopLater("rounds of the metrics", rounds::close);
    rounds.start();
    startServer(parts, changes, dispatch, deliveryLog, replays, parts.deadLetters(access));
    // Nothing waits for it, and it is no part of being ready.
    parts
        .alerts(dispatch)
        .ifPresent(
            alerts -> {
              stopLater("mail about alerts", alerts::close);
              alerts.start();
            });
  }

  /** Without the role api too: the other instances ask this one for what its tasks know. */
  private void startServer(
      Parts parts,
      PendingChanges changes,
      DispatchStreams dispatch,
      DeliveryLog deliveryLog,
      ReplayJobs replays,
      DeadLetterReader deadLetters) {
    KafkaApiKeys keys = parts.apiKeys();
    stopLater("API keys", keys::close);
    keys.start();
    readiness.add("API keys", keys::notReady);
    KafkaPublisher publisher = parts.publisher();
    stopLater("publisher", publisher::close);
    KafkaLiveEvents live = parts.live();
    ApiServer api =
        parts.api(
            changes, dispatch, deliveryLog, replays, deadLetters, live, keys, publisher, readiness);
    stopLater("API", () -> Waits.forIt(api.close(), API_SECONDS, TimeUnit.SECONDS));
    stopLater("listeners", live::close);
    port = Waits.forIt(api.start(), API_SECONDS, TimeUnit.SECONDS);
  }

  /** The API's server has tasks to ask; an instance without any tells how it is all the same. */
  private void startStatus(Parts parts) {
    StatusServer status = parts.status(readiness);
    stopLater("status", () -> Waits.forIt(status.close(), API_SECONDS, TimeUnit.SECONDS));
    port =
        Waits.forIt(
            status.start(parts.place().host(), parts.place().port()),
            API_SECONDS,
            TimeUnit.SECONDS);
  }

  private void stopLater(String name, Runnable stop) {
    started.push(new Started(name, stop));
  }

  /** Whether every part is ready, as {@code /readyz} says. Any thread may ask, once it started. */
  public boolean ready() {
    return readiness.checks().stream().allMatch(Readiness.Check::ok);
  }

  /** The port that it listens on. */
  public int httpPort() {
    return port;
  }

  /** Takes nothing new, lets what is in flight finish, and stops; part by part, last one first. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      Started part = started.pop();
      try {
        part.stop().run();
      } catch (RuntimeException e) {
        log.warn("Stopping the {} failed; the rest is stopped all the same", part.name(), e);
      }
    }
  }
}
