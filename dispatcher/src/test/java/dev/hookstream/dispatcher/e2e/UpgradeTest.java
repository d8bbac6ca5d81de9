package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.topology.secret.Keyring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two builds of ours, one after the other on the same cluster and the same state, while events
 * flow. Each is a folder as {@code dispatcher/target} is after {@code mvn package}: a jar and its
 * {@code lib}.
 */
@EnabledIfSystemProperty(
    named = "upgrade.from",
    matches = ".+",
    disabledReason = "mvn test -Dtest=UpgradeTest -Dupgrade.from=FOLDER -Dupgrade.to=FOLDER")
class UpgradeTest {
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int SOME = 300;

  private final KafkaSettings kafka = TestBroker.settings();
  private final String keyset = Keyring.generateJson();
  private final Set<String> published = new ConcurrentSkipListSet<>();
  private final OutsideInstance[] running = new OutsideInstance[2];
  private final Receiver receiver = new Receiver();
  private volatile boolean enough;
  private Thread upstream = new Thread(this::publish, "upstream");
  private int logs;

  @TempDir private Path folder;

  @BeforeEach
  void startTheOldOnes() throws Exception {
    for (int number = 0; number < running.length; number++) {
      running[number] = launch(number, build("upgrade.from")).awaitReady();
    }
    // What fails once is in the delay line while instances come and go.
    receiver.failing("/hook", 50);
    Api api = running[0].api();
    Eventually.that(
        "a webhook is made",
        () -> {
          String hook =
              "{\"contract\":\"standard\",\"url\":\""
                  + receiver.url("/hook")
                  + "\",\"events\":[\"*\"]}";
          return api.offer("ws_up", "/v1/webhooks", hook) == 201;
        });
    upstream.start();
    flow();
  }

  @AfterEach
  void stop() {
    enough = true;
    for (OutsideInstance instance : running) {
      if (instance != null) {
        instance.close();
      }
    }
    receiver.close();
  }

  @Test
  @EnabledIfSystemProperty(named = "upgrade.how", matches = "rolling")
  void one_at_a_time_forward_and_back() throws Exception {
    for (String to : new String[] {"upgrade.to", "upgrade.from"}) {
      for (int number = 0; number < running.length; number++) {
        running[number].stop();
        running[number] = launch(number, build(to)).awaitReady();
        flow();
      }
    }
    allArrived();
  }

  @Test
  @EnabledIfSystemProperty(named = "upgrade.how", matches = "stop-all")
  void all_at_once_and_not_otherwise() throws Exception {
    running[0].stop();
    OutsideInstance refused = launch(0, build("upgrade.to"));
    assertThat(refused.awaitEnd()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("log-" + (logs - 1))))
        .contains("instances of another generation are running");
    flow();
    running[1].stop();
    for (int number = 0; number < running.length; number++) {
      running[number] = launch(number, build("upgrade.to"));
    }
    for (OutsideInstance instance : running) {
      instance.awaitReady();
    }
    flow();
    allArrived();
  }

  private OutsideInstance launch(int number, String classPath) throws Exception {
    RunningInstance settings =
        new RunningInstance(kafka, folder.resolve("state-" + number)).with("KEYSET", keyset);
    return new OutsideInstance(classPath, settings.environment(), folder.resolve("log-" + logs++));
  }

  private static String build(String property) {
    Path target = Path.of(Objects.requireNonNull(System.getProperty(property), property));
    return target.resolve("hookstream-dispatcher.jar") + ":" + target.resolve("lib") + "/*";
  }

  private void publish() {
    try (Publisher publisher = new Publisher(kafka)) {
      while (!enough) {
        String id = "evt_" + published.size();
        publisher.json("ws_up", id, Samples.TYPE, Samples.DATA).get();
        published.add(id);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when so many more have been published and have arrived. */
  private void flow() throws Exception {
    int before = receiver.all().size();
    Eventually.that("events flow", () -> receiver.all().size() > before + SOME);
  }

  private void allArrived() throws Exception {
    enough = true;
    upstream.join();
    Set<String> expected = new TreeSet<>();
    published.forEach(id -> expected.add("/hook " + id));
    Eventually.that("all have arrived", () -> receiver.set().containsAll(expected));
    assertThat(receiver.set()).isEqualTo(expected);
    System.out.printf(
        "%d events, %d requests, of which 50 were answered with 500%n",
        expected.size(), receiver.all().size());
  }
}
