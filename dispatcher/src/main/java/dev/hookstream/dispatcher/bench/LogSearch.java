package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.dispatcher.log.LogPlace;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogSettings;
import dev.hookstream.topology.state.BoundedMemory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Fills a delivery log, with topics of its own, with the attempts of one endpoint, and looks things
 * up in it. The log runs in this process; only what it answers is timed, and no HTTP around it.
 */
final class LogSearch {
  private static final int ASKED = 300;
  private static final int PAGE = 50;
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final DeliveryQuery FAILED =
      new DeliveryQuery(null, LogStatus.FAILED, null, null, null);
  private static final DeliveryQuery RARE =
      new DeliveryQuery(LoggedAttempts.RARE, null, null, null, null);

  private final KafkaSettings benchmark;
  private final Path folder;

  /** With the benchmark's settings: its topics' names begin as all of its do. */
  LogSearch(KafkaSettings benchmark, Path folder) {
    this.benchmark = benchmark;
    this.folder = folder;
  }

  private interface Asked {
    void ask(LogState state, Random random);
  }

  /** Searches among so many attempts. */
  Result among(int attempts) throws InterruptedException {
    String prefix = benchmark.names().prefix() + "search-";
    KafkaSettings kafka =
        new KafkaSettings(
            benchmark.client(),
            new TopicNames(prefix, prefix + "events"),
            1,
            benchmark.replicationFactor());
    new TopicAdmin(kafka).create();
    LoggedAttempts logged = new LoggedAttempts(attempts);
    try (Cluster cluster = new Cluster(kafka);
        DeliveryLog log =
            new DeliveryLog(
                kafka,
                LogSettings.DEFAULT,
                new LogPlace(
                    folder.resolve("search"), "127.0.0.1:1", 0, BoundedMemory.DEFAULT_MEMORY_BYTES),
                workspace -> 0,
                EventFormats.withoutRegistry(EventFormats.MAX_BYTES),
                Contracts.builtIn(),
                new SimpleMeterRegistry())) {
      logged.produce(kafka);
      long began = System.nanoTime();
      log.start();
      await(log.state(), logged);
      double perSecond = attempts / ((System.nanoTime() - began) / 1e9);
      Histogram all = new Histogram(3);
      StringBuilder note = new StringBuilder("p50/p99 ms:");
      time("first page", log, all, note, (state, random) -> page(state, DeliveryQuery.ALL, null));
      time(
          "a page deep down",
          log,
          all,
          note,
          (state, random) -> page(state, DeliveryQuery.ALL, logged.id(random.nextInt(attempts))));
      time("status", log, all, note, (state, random) -> page(state, FAILED, null));
      time(
          "status deep down",
          log,
          all,
          note,
          (state, random) -> page(state, FAILED, logged.id(random.nextInt(attempts))));
      time(
          "event",
          log,
          all,
          note,
          (state, random) -> page(state, event(random.nextInt(attempts)), null));
      time(
          "an hour",
          log,
          all,
          note,
          (state, random) -> page(state, hour(logged.at(random.nextInt(attempts))), null));
      time(
          "rare type",
          log,
          all,
          note,
          (state, random) -> page(state, RARE, logged.id(random.nextInt(attempts))));
      time(
          "one delivery",
          log,
          all,
          note,
          (state, random) ->
              state.find(LoggedAttempts.WORKSPACE, logged.id(random.nextInt(attempts))));
      time(
          "figures of 30 days by hour",
          log,
          all,
          note,
          (state, random) ->
              state.figures(
                  LoggedAttempts.WORKSPACE,
                  LoggedAttempts.ENDPOINT,
                  logged.at(0),
                  System.currentTimeMillis(),
                  Duration.ofHours(1)));
      cluster.deleteTopics();
      return result(attempts, perSecond, all, note.toString());
    }
  }

  private static DeliveryQuery event(int number) {
    return new DeliveryQuery(null, null, LoggedAttempts.event(number), null, null);
  }

  private static DeliveryQuery hour(long at) {
    return new DeliveryQuery(null, null, null, at, at + Duration.ofHours(1).toMillis());
  }

  private static void page(LogState state, DeliveryQuery query, @Nullable String cursor) {
    List<LogRow> rows =
        state.page(LoggedAttempts.WORKSPACE, LoggedAttempts.ENDPOINT, query, cursor, PAGE).rows();
    if (rows.isEmpty() && query.eventId() != null) {
      throw new IllegalStateException("the log has lost " + query.eventId());
    }
  }

  private static void time(
      String name, DeliveryLog log, Histogram all, StringBuilder note, Asked asked) {
    Random random = new Random(1);
    Histogram here = new Histogram(3);
    for (int i = 0; i < ASKED; i++) {
      long began = System.nanoTime();
      asked.ask(log.state(), random);
      here.recordValue((System.nanoTime() - began) / 1_000);
    }
    all.add(here);
    note.append(
        String.format(
            Locale.ROOT,
            "%n      %s %.2f/%.2f",
            name,
            here.getValueAtPercentile(50) / 1e3,
            here.getValueAtPercentile(99) / 1e3));
  }

  private static void await(LogState state, LoggedAttempts logged) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!isThere(state, logged)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the log has not taken everything in within " + LONGEST);
      }
      Thread.sleep(100);
    }
  }

  private static boolean isThere(LogState state, LoggedAttempts logged) {
    try {
      // Its outcome may have been read long before its attempt, which is the last of all.
      return state
          .find(LoggedAttempts.WORKSPACE, logged.last())
          .filter(found -> found.row().getLastAttempt() != null)
          .isPresent();
    } catch (LogNotReadyException e) {
      return false; // it starts
    }
  }

  private static Result result(int attempts, double perSecond, Histogram times, String note) {
    return new Result(
        "search among logged attempts",
        attempts,
        perSecond,
        0,
        0,
        0,
        0,
        0,
        new Result.Latency(
            times.getValueAtPercentile(50),
            times.getValueAtPercentile(99),
            times.getValueAtPercentile(99.9),
            times.getMaxValue()),
        note,
        List.of());
  }
}
