package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.PutEndpoint;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.schemas.serde.EventReader;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.lane.LaneSettings;
import dev.hookstream.topology.secret.Keyring;
import dev.hookstream.topology.settings.ChangeListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The dispatch topology in a test's hand: what goes in, what comes out, and the clock. */
final class Dispatch implements AutoCloseable {
  static final Instant START = Instant.parse("2026-05-11T08:00:00Z");
  static final byte[] SECRET =
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".getBytes(StandardCharsets.UTF_8);
  static final Keyring KEYRING = Keyring.fromJson(Keyring.generateJson());

  static final int MAX_WEBHOOKS = 1_000;

  final LaneDirectory lanes = new LaneDirectory();
  final Counts counts = new Counts();
  final TraceBook traces = new TraceBook();
  final List<ChangeListener.Result> changes = new ArrayList<>();
  private final TopologyTestDriver driver;
  private final DriverTopics topics;
  private final Path stateDir;
  private boolean handedOver;
  private final long maxBacklog;
  private final List<Pending> waiting = new ArrayList<>();
  private long now = START.toEpochMilli();

  Dispatch(Path stateDir) {
    this(stateDir, 1, LaneSettings.MAX_OUT_PER_TASK);
  }

  Dispatch(Path stateDir, int partitions, int maxOut) {
    this(stateDir, partitions, maxOut, EventFormats.withoutRegistry(256 * 1024));
  }

  Dispatch(Path stateDir, int partitions, int maxOut, EventReader reader) {
    this(stateDir, partitions, maxOut, reader, LaneSettings.MAX_BACKLOG);
  }

  Dispatch(Path stateDir, int partitions, int maxOut, EventReader reader, long maxBacklog) {
    this.maxBacklog = maxBacklog;
    this.stateDir = stateDir;
    topics = new DriverTopics(topology(partitions, maxOut, reader), stateDir, now);
    driver = topics.driver();
  }

  private Dispatch(Path folder, Dispatch before, Duration later) {
    maxBacklog = before.maxBacklog;
    stateDir = folder;
    now = before.now + later.toMillis();
    waiting.addAll(before.waiting);
    topics =
        new DriverTopics(
            topology(1, LaneSettings.MAX_OUT_PER_TASK, EventFormats.withoutRegistry(256 * 1024)),
            folder,
            now);
    driver = topics.driver();
  }

  /**
   * Another instance that has this one's committed state, after so long, and nothing of what this
   * one has in memory. It is not to be used any more.
   *
   * @param folder an empty one for its state
   */
  Dispatch takenOver(Path folder, Duration later) {
    // A driver that is closed deletes what it has.
    driver.getAllStateStores().values().forEach(StateStore::close);
    handedOver = true;
    StateCopy.of(stateDir, folder);
    return new Dispatch(folder, this, later);
  }

  Topology topology(int partitions, int maxOut, EventReader reader) {
    return Topologies.dispatch(
        new DispatchSettings(
            TopicNames.DEFAULT,
            partitions,
            WorkspacePartitioner.MURMUR2,
            reader,
            Contracts.builtIn(),
            new LaneSettings(
                KEYRING,
                lanes,
                LaneSettings.DEFAULT_MAX_IN_FLIGHT,
                maxOut,
                LaneSettings.MAX_WAIT,
                maxBacklog,
                traces),
            MAX_WEBHOOKS,
            (id, result) -> changes.add(result),
            counts,
            () -> now));
  }

  TopologyTestDriver driver() {
    return driver;
  }

  long now() {
    return now;
  }

  void advance(Duration by) {
    now += by.toMillis();
    driver.advanceWallClockTime(by);
  }

  /** An endpoint of a workspace called {@code ws}, for everything, not yet registered. */
  static Endpoint endpoint(String id, String contract) {
    return Endpoint.newBuilder()
        .setId(id)
        .setWorkspaceId("ws")
        .setContract(contract)
        .setRevision(0)
        .setUrl("https://example.test/" + id)
        .setEvents(List.of("*"))
        .setSecrets(
            List.of(
                new SealedSecret(
                    ByteBuffer.wrap(KEYRING.seal(SECRET, id)), START.toEpochMilli(), null)))
        .setOrdering(Ordering.PARALLEL)
        .setStatus(EndpointStatus.ENABLED)
        .setCreatedAt(START.toEpochMilli())
        .setUpdatedAt(START.toEpochMilli())
        .build();
  }

  ChangeListener.Result put(Endpoint endpoint) {
    return put(endpoint, null, false);
  }

  ChangeListener.Result put(Endpoint endpoint, @Nullable Long expected, boolean discardHeld) {
    return change(endpoint.getWorkspaceId(), new PutEndpoint(endpoint, expected, discardHeld));
  }

  ChangeListener.Result delete(String endpointId) {
    return change("ws", new DeleteEndpoint(endpointId, null));
  }

  ChangeListener.Result change(String workspaceId, SpecificRecordBase action) {
    return change(workspaceId, action, now);
  }

  ChangeListener.Result change(String workspaceId, SpecificRecordBase action, long at) {
    send(
        Topic.CHANGES,
        workspaceId,
        new Change("chg_" + changes.size(), workspaceId, at, "test", action));
    return changes.get(changes.size() - 1);
  }

  /** An event in workspace {@code ws}, as JSON. */
  void event(String id, String type, String data) {
    String json = "{\"id\":\"%s\",\"type\":\"%s\",\"workspace_id\":\"ws\",\"data\":%s}";
    raw("ws", json.formatted(id, type, data).getBytes(StandardCharsets.UTF_8));
  }

  void raw(@Nullable String key, byte @Nullable [] value) {
    raw(key, value, new RecordHeaders(), now);
  }

  void raw(@Nullable String key, byte @Nullable [] value, Headers headers, long appendedAt) {
    topics.raw(new TestRecord<>(key, value, headers, appendedAt));
  }

  void replay(Replay replay) {
    send(Topic.REPLAYS, "ws", replay);
  }

  List<Delivery> deliveries() {
    return read(Topic.DELIVERIES, Delivery.class);
  }

  List<Outcome> outcomes() {
    return read(Topic.OUTCOMES, Outcome.class);
  }

  List<DeadLetter> deadLetters() {
    return read(Topic.DEAD_LETTERS, DeadLetter.class);
  }

  List<Alert> alerts() {
    return read(Topic.ALERTS, Alert.class);
  }

  List<TestRecord<byte[], byte[]>> rejected() {
    return topics.rejected();
  }

  /** The receiver answered. */
  void answer(Delivery delivery, int status) {
    attempt(
        result(
            delivery, status / 100 == 2 ? AttemptResult.DELIVERED : AttemptResult.FAILED, status));
  }

  void attempt(Attempt attempt) {
    send(Topic.ATTEMPTS, attempt.getRef().getWorkspaceId(), attempt);
  }

  Attempt result(Delivery delivery, AttemptResult result, @Nullable Integer status) {
    return Results.of(delivery, result, status, now);
  }

  /** What was put into the retry topics since the last look. */
  List<Pending> retries() {
    List<Pending> found = new ArrayList<>();
    Topic.LADDER.forEach(rung -> found.addAll(read(rung, Pending.class)));
    waiting.addAll(found);
    return found;
  }

  void due(Pending pending) {
    send(Topic.DUE, pending.getRef().getWorkspaceId(), pending);
  }

  /** Somebody asks for the delivery again, by hand. */
  void retry(Delivery delivery) {
    due(
        Pending.newBuilder()
            .setRef(delivery.getRef())
            .setRound(delivery.getRound())
            .setAttempt(1)
            .setFirstAttemptAt(now)
            .setDueAt(now)
            .setBody(delivery.getBody())
            .setByHand(true)
            .build());
  }

  /** Plays the delay line: goes to the moment when the next retry is due, and lets it come due. */
  Pending letNextComeDue() {
    retries();
    Pending next =
        waiting.stream()
            .min((a, b) -> Long.compare(a.getDueAt(), b.getDueAt()))
            .orElseThrow(() -> new AssertionError("nothing waits for a retry"));
    waiting.remove(next);
    advance(Duration.ofMillis(Math.max(0, next.getDueAt() - now)));
    due(next);
    return next;
  }

  <T extends SpecificRecordBase> List<T> read(Topic topic, Class<T> type) {
    return topics.read(topic, type);
  }

  private void send(Topic topic, String key, SpecificRecordBase value) {
    topics.send(topic, key, value, now);
  }

  @Override
  public void close() {
    if (!handedOver) {
      driver.close();
    }
  }
}
