package dev.hookstream.dispatcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import dev.hookstream.schemas.ReplayState;
import dev.hookstream.schemas.ReplayWhat;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestBroker.class)
class ReplayJobsTest {
  private final List<ReplayJobs> open = new ArrayList<>();
  private final List<Replay> requests = new ArrayList<>();
  private KafkaSettings kafka;
  private KafkaConsumer<byte[], byte[]> reader;

  @BeforeEach
  void topics(KafkaSettings given) {
    kafka = given;
    new TopicAdmin(kafka).create();
    reader = new KafkaConsumer<>(kafka.reader("test"));
    TopicPartition replays = new TopicPartition(kafka.topic(Topic.REPLAYS), 0);
    reader.assign(List.of(replays));
    reader.seekToBeginning(List.of(replays));
  }

  @AfterEach
  void close() {
    open.forEach(ReplayJobs::close);
    reader.close();
  }

  private ReplayJobs jobs(FakeWorld world) {
    ReplayJobs jobs =
        new ReplayJobs(kafka, world, new SimpleMeterRegistry(), InstantSource.system());
    open.add(jobs);
    jobs.start();
    return jobs;
  }

  private void publish(String workspace, int count) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka.producer("test-publisher"))) {
      for (int i = 0; i < count; i++) {
        Event event =
            Event.newBuilder()
                .setId("evt_" + i)
                .setType(i % 2 == 0 ? "even.one" : "odd.one")
                .setWorkspaceId(workspace)
                .setOccurredAt(Instant.EPOCH)
                .setData("{}")
                .build();
        var unused =
            producer.send(
                new ProducerRecord<>(
                    kafka.topic(Topic.EVENTS), 0, null, AvroCodec.of(Event.class).encode(event)));
      }
    }
  }

  private static ReplayJob.Builder job() {
    return ReplayJob.newBuilder()
        .setWhat(ReplayWhat.ALL)
        .setCreatedAt(1)
        .setCreatedBy("test")
        .setSince(0)
        .setUntil(Long.MAX_VALUE / 2);
  }

  private static ReplayView start(ReplayJobs jobs, ReplayJob job) throws Exception {
    return jobs.start("ws", job).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static ReplayProgress ended(ReplayJobs jobs, ReplayView replay) throws Exception {
    ReplayView ended =
        jobs.ended(replay, Duration.ofSeconds(60)).toCompletableFuture().get(70, TimeUnit.SECONDS);
    assertThat(ended.ended()).as(ended.toString()).isTrue();
    return Objects.requireNonNull(ended.progress());
  }

  private List<String> asked() {
    reader
        .poll(Duration.ofMillis(100))
        .forEach(record -> requests.add(AvroCodec.of(Replay.class).decode(record.value())));
    return requests.stream()
        .map(request -> Objects.requireNonNull(request.getEvent()).getId())
        .toList();
  }

  private static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within a minute").isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "evt_" + i).toList();
  }

  @Test
  void it_asks_for_what_matches_in_its_workspace_and_for_nothing_else() throws Exception {
    publish("ws", 10);
    publish("ws_other", 10);
    ReplayJobs jobs = jobs(new FakeWorld().endpoint("wh_a", "even.*").endpoint("wh_b", "*"));
    ReplayView replay =
        start(jobs, job().setEndpointId("wh_a").setTypes(List.of("even.one", "odd.one")).build());
    ReplayProgress progress = ended(jobs, replay);
    assertThat(progress.getState()).isEqualTo(ReplayState.FINISHED);
    assertThat(progress.getScanned()).isEqualTo(20);
    assertThat(progress.getMatched()).isEqualTo(5);
    eventually(() -> asked().size() >= 5);
    assertThat(asked()).containsExactly("evt_0", "evt_2", "evt_4", "evt_6", "evt_8");
    assertThat(requests).allMatch(request -> "wh_a".equals(request.getEndpointId()));
    assertThat(requests).allMatch(request -> request.getReplayId().equals(replay.id()));
    assertThat(requests).allMatch(request -> request.getRequestedAt() == 1);
  }

  @Test
  void a_dry_run_counts_and_asks_for_nothing() throws Exception {
    publish("ws", 10);
    ReplayJobs jobs = jobs(new FakeWorld().endpoint("wh_a", "*").endpoint("wh_b", "odd.*"));
    ReplayProgress progress = ended(jobs, start(jobs, job().setDryRun(true).build()));
    assertThat(progress.getMatched()).isEqualTo(15);
    assertThat(asked()).isEmpty();
  }

  @Test
  void an_instance_that_is_shut_out_asks_for_nothing_twice() throws Exception {
    int count = 2_000;
    publish("ws", count);
    FakeWorld first = new FakeWorld().endpoint("wh_a", "*");
    ReplayJobs before = jobs(first);
    ReplayView replay = start(before, job().setRatePerSecond(400.0).build());
    eventually(() -> asked().size() > count / 4);
    // Both take the partition for theirs, as where a process hangs and wakes up again.
    ReplayJobs after = jobs(new FakeWorld().endpoint("wh_a", "*"));
    eventually(() -> asked().size() > count / 2);
    first.owned = Set.of();
    assertThat(ended(after, replay).getMatched()).isEqualTo(count);
    eventually(() -> asked().size() >= count);
    assertThat(asked()).containsExactlyElementsOf(ids(count));
  }

  @Test
  void it_keeps_a_bounded_number_ahead_of_what_the_topology_has_read() throws Exception {
    publish("ws", 3_000);
    FakeWorld world = new FakeWorld().endpoint("wh_a", "*");
    world.takesEverything = false;
    ReplayJobs jobs = jobs(world);
    ReplayView replay = start(jobs, job().build());
    eventually(() -> asked().size() >= ReplayRun.AHEAD);
    // What is written by a later turn shows that it stands still.
    eventually(
        () ->
            jobs.find("ws", replay.id())
                .map(ReplayView::progress)
                .filter(its -> its.getMatched() == ReplayRun.AHEAD)
                .filter(its -> its.getUpdatedAt() > its.getStartedAt() + 2_000)
                .isPresent());
    assertThat(asked()).hasSize(ReplayRun.AHEAD);
    world.waiting = ReplayRun.AHEAD;
    world.takesEverything = true;
    eventually(() -> asked().size() == ReplayRun.AHEAD);
    world.waiting = 0;
    assertThat(ended(jobs, replay).getMatched()).isEqualTo(3_000);
  }

  @Test
  void one_that_nobody_thought_of_fails_and_stands_in_no_others_way() throws Exception {
    publish("ws", 10);
    ReplayJobs jobs = jobs(new FakeWorld().endpoint("wh_a", "*"));
    ReplayView broken =
        jobs.start("broken", today().build()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    ReplayView old = start(jobs, today().setSince(-1_000L).setUntil(-500L - 3_600_000L).build());
    ReplayView good = start(jobs, today().build());
    assertThat(ended(jobs, good).getMatched()).isEqualTo(10);
    assertThat(ended(jobs, old).getMatched()).isZero();
    ReplayProgress progress = ended(jobs, broken);
    assertThat(progress.getState()).isEqualTo(ReplayState.FAILED);
    assertThat(progress.getProblem()).contains("nobody thought of this");
  }

  /** One that is not forgotten as soon as it has ended. */
  private static ReplayJob.Builder today() {
    return job().setCreatedAt(System.currentTimeMillis());
  }

  @Test
  void what_was_asked_for_before_its_workspace_was_erased_goes_to_no_new_one_of_that_name()
      throws Exception {
    publish("ws", 10);
    FakeWorld world = new FakeWorld().endpoint("wh_a", "*");
    world.erasedThrough = Long.MAX_VALUE;
    ReplayJobs jobs = jobs(world);
    ReplayProgress progress = ended(jobs, start(jobs, job().build()));
    assertThat(progress.getState()).isEqualTo(ReplayState.CANCELLED);
    assertThat(progress.getProblem()).isEqualTo("the workspace was erased");
    assertThat(asked()).isEmpty();
  }

  @Test
  void a_replay_to_a_webhook_that_was_deleted_fails_and_says_so() throws Exception {
    publish("ws", 10);
    ReplayJobs jobs = jobs(new FakeWorld().endpoint("wh_a", "*"));
    ReplayProgress progress = ended(jobs, start(jobs, job().setEndpointId("wh_gone").build()));
    assertThat(progress.getState()).isEqualTo(ReplayState.FAILED);
    assertThat(progress.getProblem()).contains("deleted");
  }

  @Test
  void one_that_is_cancelled_before_anybody_took_it_up_asks_for_nothing() throws Exception {
    publish("ws", 10);
    FakeWorld world = new FakeWorld().endpoint("wh_a", "*");
    world.owned = Set.of();
    ReplayJobs jobs = jobs(world);
    ReplayView replay = start(jobs, job().build());
    ReplayView cancelled =
        jobs.cancel(replay, "test").toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(cancelled.cancelled()).isTrue();
    world.owned = Set.of(0);
    assertThat(ended(jobs, replay).getState()).isEqualTo(ReplayState.CANCELLED);
    assertThat(asked()).isEmpty();
  }
}
