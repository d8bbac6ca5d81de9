package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Health;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.ReplayTally;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.lane.LaneProcessor;
import dev.hookstream.topology.lane.LaneSettings;
import dev.hookstream.topology.lane.MapStore;
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
import dev.hookstream.topology.trace.TraceWatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * One task of the dispatch topology without Kafka: its real processors from the match on, over
 * stores that commit and abort together with the places up to which its inputs were read. What it
 * lets out is seen at once, since the sender reads uncommitted; all else once it is committed.
 */
final class ModelTask {
  /** What is told what happens, as it happens; and once more what was committed. */
  interface Watcher {
    void matched(LaneCommand.Fanout fanout);

    void released(Delivery delivery);

    void judged(Attempt attempt);

    void admitted(LaneCommand.Again again);

    void decided(Object record);

    void committed(Object record);
  }

  /** In the order in which a task prefers them. */
  enum Input {
    CHANGES,
    ATTEMPTS,
    DUE,
    EVENTS,
    REPLAYS
  }

  private static final class Log {
    final List<Object> records = new ArrayList<>();
    int position;
    int committed;
  }

  private static final Contracts CONTRACTS = Contracts.builtIn();

  final LaneDirectory lanes = new LaneDirectory();
  private final LaneSettings settings;
  private final ModelClock clock;
  private final Watcher watcher;
  private final Consumer<Delivery> sender;
  private final Consumer<Pending> delayLine;
  private final Map<Input, Log> inputs = new EnumMap<>(Input.class);
  private final Map<String, MapStore<?, ?>> stored = new LinkedHashMap<>();
  private final Map<String, StateStore> stores = new HashMap<>();
  private final Chains chains = Chains.builder().build();
  private final Workspaces workspaces = Workspaces.builder(CONTRACTS).build();
  private final BeforeCommit beforeCommit = BeforeCommit.builder().build();
  private final List<Object> transaction = new ArrayList<>();
  private ApplyChange apply;
  private JudgeAttempt judge;
  private AdmitDue admit;
  private MatchEvent match;
  private LaneProcessor lane;

  ModelTask(
      int maxOut,
      long maxBacklog,
      ModelClock clock,
      Watcher watcher,
      Consumer<Delivery> sender,
      Consumer<Pending> delayLine) {
    this.settings =
        new LaneSettings(
            Dispatch.KEYRING,
            lanes,
            1_024,
            maxOut,
            LaneSettings.MAX_WAIT,
            maxBacklog,
            TraceWatch.NONE);
    this.clock = clock;
    this.watcher = watcher;
    this.sender = sender;
    this.delayLine = delayLine;
    for (Input input : Input.values()) {
      inputs.put(input, new Log());
    }
    LaneProcessor.stores().forEach(name -> stored.put(name, MapStore.ofBytes()));
    stored.put(Chains.STORE, records(Chain.class));
    stored.put(HealthBook.STORE, records(Health.class));
    stored.put(ReplayBook.STORE, records(ReplayTally.class));
    stored.put(ReplayBook.SETTLED, MapStore.ofBytes());
    stored.put(SettingsKeys.ENDPOINTS, records(Endpoint.class));
    stored.put(AuditTrail.STORE, records(AuditEntry.class));
    stored.put(SettingsKeys.WORKSPACES, records(Workspace.class));
    stores.putAll(stored);
    stores.put(Chains.NAME, chains);
    stores.put(Workspaces.NAME, workspaces);
    stores.put(BeforeCommit.NAME, beforeCommit);
    start();
  }

  private static <T extends SpecificRecordBase> MapStore<String, T> records(Class<T> type) {
    AvroCodec<T> codec = AvroCodec.of(type);
    return new MapStore<>(value -> codec.decode(codec.encode(value)));
  }

  private void start() {
    apply = new ApplyChange((id, result) -> {}, Dispatch.MAX_WEBHOOKS);
    judge = new JudgeAttempt(new RetrySchedules(CONTRACTS), new Counts());
    admit = new AdmitDue();
    match = new MatchEvent(new Counts(), TraceWatch.NONE);
    lane = new LaneProcessor(settings);
    apply.init(context(this::fromApply).forProcessor());
    judge.init(context(this::fromJudge).forProcessor());
    admit.init(context((value, child) -> toLane(value)).forProcessor());
    match.init(context((value, child) -> toLane(value)).forProcessor());
    lane.init(context(this::fromLane).forProcessor());
  }

  private ModelContext context(BiConsumer<Object, String> forwarded) {
    return new ModelContext(stores, clock, forwarded);
  }

  private void toLane(Object command) {
    if (command instanceof LaneCommand.Fanout fanout) {
      watcher.matched(fanout);
    } else if (command instanceof LaneCommand.Again again) {
      watcher.admitted(again);
    }
    process(lane, (LaneCommand) command);
  }

  /** What goes on record is not the model's. */
  private void fromApply(Object value, String child) {
    if (child.equals(JudgeAttempt.LANE)) {
      toLane(value);
    }
  }

  private void fromJudge(Object value, String child) {
    if (child.equals(JudgeAttempt.LANE)) {
      toLane(value);
    } else {
      decided(value);
    }
  }

  private void fromLane(Object value, String child) {
    if (value instanceof Delivery delivery) {
      watcher.released(delivery);
      sender.accept(delivery);
    } else {
      decided(value);
    }
  }

  private void decided(Object value) {
    transaction.add(value);
    watcher.decided(value);
  }

  private <T> void process(Processor<String, T, ?, ?> processor, T value) {
    processor.process(new Record<>("ws", value, clock.now()));
  }

  void append(Input input, Object record) {
    inputs.get(input).records.add(record);
  }

  /** Reads all that its inputs have, what it prefers first. */
  void work() {
    for (Input next = unread(); next != null; next = unread()) {
      Log log = inputs.get(next);
      Object record = log.records.get(log.position++);
      switch (next) {
        case CHANGES -> process(apply, AvroCodec.of(Change.class).decode(bytes((Change) record)));
        case ATTEMPTS -> {
          watcher.judged((Attempt) record);
          process(judge, (Attempt) record);
        }
        case DUE -> process(admit, (Pending) record);
        default -> process(match, (AcceptedEvent) record);
      }
    }
  }

  /** Encoded, since the task changes the endpoint in a change, and may read it again. */
  private static byte[] bytes(Change change) {
    return AvroCodec.of(Change.class).encode(change);
  }

  boolean hasUnread() {
    return unread() != null;
  }

  private Input unread() {
    for (Map.Entry<Input, Log> input : inputs.entrySet()) {
      if (input.getValue().position < input.getValue().records.size()) {
        return input.getKey();
      }
    }
    return null;
  }

  void commit() {
    beforeCommit.flushCache();
    stored.values().forEach(MapStore::commit);
    inputs.values().forEach(log -> log.committed = log.position);
    List<Object> done = List.copyOf(transaction);
    transaction.clear();
    for (Object record : done) {
      watcher.committed(record);
      if (record instanceof Pending pending) {
        delayLine.accept(pending);
      }
    }
  }

  /** Ends without a commit, and begins again from the last one. */
  void crash() {
    transaction.clear();
    stored.values().forEach(MapStore::abort);
    inputs.values().forEach(log -> log.position = log.committed);
    clock.forget();
    apply.close();
    judge.close();
    lane.close();
    clock.forget();
    start();
  }

  /** Of a store, how much is in it. */
  long entries(String store) {
    return stored.get(store).approximateNumEntries();
  }

  /** All but what is meant to stay: the settings, and how endpoints were. */
  List<String> emptyInTheEnd() {
    List<String> names = new ArrayList<>(LaneProcessor.stores());
    names.add(Chains.STORE);
    return names;
  }
}
