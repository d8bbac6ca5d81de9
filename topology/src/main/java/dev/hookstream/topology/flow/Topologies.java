package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Health;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.Replay;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.lane.LaneProcessor;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.retry.HealthBook;
import dev.hookstream.topology.retry.JudgeAttempt;
import dev.hookstream.topology.retry.ReplayBook;
import dev.hookstream.topology.retry.RetrySchedules;
import dev.hookstream.topology.settings.ApplyChange;
import dev.hookstream.topology.settings.AuditTrail;
import dev.hookstream.topology.settings.SettingsKeys;
import dev.hookstream.topology.settings.Workspaces;
import dev.hookstream.topology.state.BeforeCommit;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The dispatch topology, from top to bottom: five sources, all keyed by workspace, so that one task
 * owns all of a workspace; what reads each of them; the lanes; and the topics that are written.
 */
public final class Topologies {
  private static final String READ_EVENT = "read-event";
  private static final String APPLY_CHANGE = "apply-change";
  private static final String JUDGE_ATTEMPT = "judge-attempt";
  private static final String ADMIT_DUE = "admit-due";
  private static final String READ_REPLAY = "read-replay";
  // Committed offsets that are gone must stop the start: beginning again would send thirty days of
  // events a second time, and beginning at the end would lose what came meanwhile.
  private static final AutoOffsetReset NO_GUESS = AutoOffsetReset.none();
  private static final String LANE = JudgeAttempt.LANE;

  private final DispatchSettings settings;
  private final Topology topology = new Topology();

  private Topologies(DispatchSettings settings) {
    this.settings = settings;
  }

  /** The topology that decides everything about deliveries. Pure: it does no I/O of its own. */
  public static Topology dispatch(DispatchSettings settings) {
    Topologies building = new Topologies(settings);
    building.sources();
    building.processors();
    building.stores();
    building.sinks();
    return building.topology;
  }

  private void sources() {
    source(Topic.CHANGES, AvroCodec.of(Change.class), PriorityTimestamps.changes());
    // Judging takes the answer's headers, and the body for the next attempt.
    source(
        Topic.ATTEMPTS,
        AvroCodec.of(Attempt.class).without("request_headers", "response_body"),
        PriorityTimestamps.results(settings.clock()));
    source(Topic.DUE, AvroCodec.of(Pending.class), PriorityTimestamps.results(settings.clock()));
    topology.addSource(
        NO_GUESS,
        Topic.EVENTS.plainName(),
        PriorityTimestamps.events(settings.clock()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        settings.names().of(Topic.EVENTS));
    source(Topic.REPLAYS, AvroCodec.of(Replay.class), PriorityTimestamps.replays(settings.clock()));
  }

  private void processors() {
    topology
        .addProcessor(
            APPLY_CHANGE,
            () -> new ApplyChange(settings.changes(), settings.maxWebhooks()),
            Topic.CHANGES.plainName())
        .addProcessor(
            JUDGE_ATTEMPT,
            () -> new JudgeAttempt(new RetrySchedules(settings.contracts()), settings.observer()),
            Topic.ATTEMPTS.plainName())
        .addProcessor(ADMIT_DUE, AdmitDue::new, Topic.DUE.plainName())
        .addProcessor(READ_EVENT, () -> new ReadEvent(settings), Topic.EVENTS.plainName())
        .addProcessor(READ_REPLAY, ReadReplay::new, Topic.REPLAYS.plainName())
        .addProcessor(
            ReadEvent.MATCH,
            () -> new MatchEvent(settings.observer(), settings.lanes().traces()),
            READ_EVENT,
            READ_REPLAY)
        .addProcessor(
            LANE,
            () -> new LaneProcessor(settings.lanes()),
            ReadEvent.MATCH,
            READ_REPLAY,
            APPLY_CHANGE,
            JUDGE_ATTEMPT,
            ADMIT_DUE);
  }

  private void stores() {
    topology
        .addStateStore(
            Workspaces.builder(settings.contracts()),
            APPLY_CHANGE,
            JUDGE_ATTEMPT,
            READ_EVENT,
            READ_REPLAY,
            ReadEvent.MATCH,
            LANE)
        .addStateStore(
            records(SettingsKeys.ENDPOINTS, Endpoint.class),
            APPLY_CHANGE,
            JUDGE_ATTEMPT,
            READ_EVENT,
            READ_REPLAY,
            ReadEvent.MATCH,
            LANE)
        .addStateStore(
            records(SettingsKeys.WORKSPACES, Workspace.class),
            APPLY_CHANGE,
            JUDGE_ATTEMPT,
            READ_EVENT,
            READ_REPLAY,
            ReadEvent.MATCH,
            LANE)
        .addStateStore(records(HealthBook.STORE, Health.class), APPLY_CHANGE, JUDGE_ATTEMPT)
        .addStateStore(
            records(Chains.STORE, Chain.class),
            JUDGE_ATTEMPT,
            ADMIT_DUE,
            READ_REPLAY,
            ReadEvent.MATCH,
            LANE)
        .addStateStore(
            Chains.builder(), JUDGE_ATTEMPT, ADMIT_DUE, READ_REPLAY, ReadEvent.MATCH, LANE)
        .addStateStore(
            records(ReplayBook.STORE, ReplayTally.class),
            JUDGE_ATTEMPT,
            READ_REPLAY,
            ReadEvent.MATCH,
            LANE)
        .addStateStore(bytes(ReplayBook.SETTLED), JUDGE_ATTEMPT, READ_REPLAY, ReadEvent.MATCH, LANE)
        .addStateStore(records(AuditTrail.STORE, AuditEntry.class), APPLY_CHANGE)
        .addStateStore(SeenEvents.builder(), READ_EVENT)
        .addStateStore(bytes(ParkedEvents.STORE), READ_EVENT)
        .addStateStore(BeforeCommit.builder(), LANE);
    for (String store : LaneProcessor.stores()) {
      topology.addStateStore(bytes(store), LANE);
    }
  }

  private void sinks() {
    Sinks sinks = new Sinks(topology, settings);
    sinks.byEndpoint(Topic.DELIVERIES, LANE);
    Topic.LADDER.forEach(rung -> sinks.byWorkspace(rung, JUDGE_ATTEMPT));
    sinks.byWorkspace(Topic.OUTCOMES, JUDGE_ATTEMPT, LANE);
    sinks.byWorkspace(Topic.DEAD_LETTERS, JUDGE_ATTEMPT, LANE);
    sinks.byWorkspace(Topic.ALERTS, JUDGE_ATTEMPT, READ_EVENT, LANE);
    sinks.byWorkspace(Topic.AUDIT, APPLY_CHANGE);
    sinks.operationalEvents(JUDGE_ATTEMPT, READ_EVENT, LANE);
    sinks.raw(Topic.REJECTED_EVENTS, READ_EVENT);
    sinks.eventsAgain(ReadEvent.EVENTS_AGAIN, READ_EVENT);
  }

  private void source(
      Topic topic, AvroCodec<? extends SpecificRecordBase> codec, TimestampExtractor priority) {
    topology.addSource(
        NO_GUESS,
        topic.plainName(),
        priority,
        new StringDeserializer(),
        codec.serde().deserializer(),
        settings.names().of(topic));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> bytes(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
  }

  private static <T extends SpecificRecordBase> StoreBuilder<KeyValueStore<String, T>> records(
      String name, Class<T> type) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), AvroCodec.of(type).serde());
  }
}
