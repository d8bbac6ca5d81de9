package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.alert.Alerts;
import dev.hookstream.dispatcher.alert.MailMetrics;
import dev.hookstream.dispatcher.api.ApiServer;
import dev.hookstream.dispatcher.api.ApiSettings;
import dev.hookstream.dispatcher.api.KafkaApiKeys;
import dev.hookstream.dispatcher.api.KafkaPublisher;
import dev.hookstream.dispatcher.api.Ports;
import dev.hookstream.dispatcher.api.StatusServer;
import dev.hookstream.dispatcher.api.port.DeadLetters;
import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.delay.DelayLine;
import dev.hookstream.dispatcher.delay.DelaySettings;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.Purger;
import dev.hookstream.dispatcher.live.KafkaLiveEvents;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.log.LogPlace;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.dispatcher.replay.DeadLetterReader;
import dev.hookstream.dispatcher.replay.ReplayJobs;
import dev.hookstream.dispatcher.sender.Sender;
import dev.hookstream.dispatcher.sender.SenderSettings;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.registry.EventSerdes;
import dev.hookstream.topology.flow.DispatchSettings;
import dev.hookstream.topology.flow.Topologies;
import dev.hookstream.topology.flow.WorkspacePartitioner;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.lane.LaneSettings;
import dev.hookstream.topology.log.LogSettings;
import dev.hookstream.topology.log.LogTopology;
import dev.hookstream.topology.settings.SettingsKeys;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** Makes the parts of an instance and joins them; nothing runs before it is started. */
final class Parts {
  // For who looks at one event through the API; the topology waits for no registry.
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(5);
  private static final Duration PURGE_EVERY = Duration.ofSeconds(30);

  private final Config config;
  private final Foundations base;
  private final BooleanSupplier registryThere;
  private final LaneDirectory lanes = new LaneDirectory();
  final InstanceMetrics metrics;
  private final HttpPlace place;
  private final Peers peers;

  Parts(Config config, Foundations base, BooleanSupplier registryThere) {
    this.config = config;
    this.base = base;
    this.metrics = new InstanceMetrics(base, lanes);
    this.registryThere = registryThere;
    this.place = HttpPlace.of(config.http());
    this.peers = new Peers(place.advertised(), base.keyring(), base.clock());
  }

  HttpPlace place() {
    return place;
  }

  StatusServer status(InstanceReadiness readiness) {
    return new StatusServer(readiness, base.metrics(), base.vertx());
  }

  CommittedChanges commits() {
    return new CommittedChanges(base.kafka());
  }

  PendingChanges changes(CommittedChanges commits) {
    return new PendingChanges(base.kafka(), base.producer(), base.blocking(), commits);
  }

  DispatchStreams dispatch(PendingChanges changes) {
    Config.Topology settings = config.topology();
    Topology topology =
        Topologies.dispatch(
            new DispatchSettings(
                base.kafka().names(),
                base.kafka().partitions(),
                partitioner(),
                EventSerdes.nonBlockingReader(config.registry(), config.eventMaxBytes()),
                base.contracts(),
                new LaneSettings(
                    base.keyring(),
                    lanes,
                    settings.defaultMaxInFlight(),
                    settings.maxOutPerTask(),
                    settings.maxWait(),
                    settings.maxBacklog(),
                    base.traces()),
                config.quota().webhooks(),
                changes,
                metrics.topology(),
                base.clock()::millis));
    return new DispatchStreams(
        base.kafka(),
        topology,
        StreamsProperties.dispatch(config, base.kafka(), place.advertised()),
        settings.threads(),
        base.metrics());
  }

  DeliveryLog log() {
    return new DeliveryLog(
        base.kafka(),
        LogSettings.DEFAULT,
        new LogPlace(
            config.log().stateDir(),
            place.advertised(),
            config.log().standbys(),
            config.topology().stateMemoryBytes()),
        this::partition,
        EventSerdes.reader(config.registry(), REGISTRY_PATIENCE, config.eventMaxBytes()),
        base.contracts(),
        base.metrics());
  }

  DelayLine delay() {
    return new DelayLine(base.kafka(), DelaySettings.DEFAULT, base.metrics(), base.clock());
  }

  Purger purger() {
    KafkaSettings kafka = base.kafka();
    Map<Topic, String> groups =
        Purger.consumers(kafka.group("dispatch"), kafka.group("sender"), kafka.group("delay"));
    return new Purger(kafka, groups, PURGE_EVERY, base.metrics());
  }

  Sender sender() {
    SenderSettings usual = SenderSettings.DEFAULT;
    SenderSettings settings =
        new SenderSettings(
            config.sender().maxInFlight(),
            config.sender().maxBytesInFlight(),
            usual.maxPerEndpoint(),
            usual.maxPerHost(),
            usual.maxOutstanding(),
            usual.maxOutstandingBytes(),
            usual.slowAfter(),
            usual.staleAfter(),
            usual.commitEvery(),
            usual.drainOnRevoke());
    return new Sender(base.kafka(), settings, base.exchange(), base.clock(), base.metrics());
  }

  KafkaApiKeys apiKeys() {
    KafkaApiKeys keys = KafkaApiKeys.open(base.kafka(), config.http().maxSilence());
    metrics.silence(keys);
    return keys;
  }

  KafkaPublisher publisher() {
    Serializer<Object> configured = EventSerdes.serializer(config.registry());
    Serializer<Object> withoutRegistry = EventSerdes.serializer(Map.of());
    String events = base.kafka().topic(Topic.EVENTS);
    return KafkaPublisher.open(
        base.kafka(),
        Map.of(),
        event ->
            (registryThere.getAsBoolean() ? configured : withoutRegistry).serialize(events, event));
  }

  /** Mail about alerts; empty where there is no mail server. */
  Optional<Alerts> alerts(DispatchStreams dispatch) {
    Owners tasks = owners(dispatch.streams(), SettingsKeys.ENDPOINTS);
    MailMetrics mails = new MailMetrics(base.metrics());
    return config
        .mail()
        .map(
            mail ->
                new Alerts(
                    base.kafka(),
                    mail,
                    new AlertFacts(new SharedSettings(peers, tasks)),
                    mails,
                    base.clock(),
                    null));
  }

  /** What replays ask of the parts that are here. */
  ReplayAccess replayAccess(DispatchStreams dispatch, DeliveryLog log) {
    return new ReplayAccess(
        base.kafka(),
        partitioner(),
        dispatch,
        new StateSettings(dispatch, lanes, this::partition),
        lanes,
        new SharedState(
            peers,
            owners(dispatch.streams(), SettingsKeys.ENDPOINTS),
            owners(log.streams(), LogTopology.ROWS)),
        EventSerdes.reader(config.registry(), REGISTRY_PATIENCE, config.eventMaxBytes()),
        base.contracts());
  }

  KafkaLiveEvents live() {
    return new KafkaLiveEvents(
        base.kafka(),
        this::partition,
        EventSerdes.reader(config.registry(), REGISTRY_PATIENCE, config.eventMaxBytes()),
        base.clock());
  }

  ReplayJobs replays(ReplayAccess access) {
    return new ReplayJobs(base.kafka(), access, base.metrics(), base.clock());
  }

  DeadLetterReader deadLetters(ReplayAccess access) {
    return new DeadLetterReader(base.kafka(), access);
  }

  /** The API over the parts that it asks; they stay the caller's to start and to stop. */
  ApiServer api(
      PendingChanges changes,
      DispatchStreams dispatch,
      DeliveryLog log,
      Replays replays,
      DeadLetters deadLetters,
      LiveEvents live,
      KafkaApiKeys keys,
      KafkaPublisher publisher,
      InstanceReadiness readiness) {
    peers.onlyWithout(keys::silence);
    LocalAnswers here = new LocalAnswers(peers);
    here.settings(new StateSettings(dispatch, lanes, this::partition), changes, base.clock());
    here.log(log.state());
    here.operations(lanes, log.state(), base.clock());
    Owners tasks = owners(dispatch.streams(), SettingsKeys.ENDPOINTS);
    Owners rows = owners(log.streams(), LogTopology.ROWS);
    SharedState state = new SharedState(peers, tasks, rows);
    SharedSettings settings = new SharedSettings(peers, tasks);
    LoggedDeliveries deliveries = new LoggedDeliveries(peers, tasks, rows, log, base.clock());
    Ports ports =
        new Ports(
            keys,
            settings,
            settings,
            publisher,
            new RecentEvents(state, deliveries, log),
            live,
            deliveries,
            replays,
            deadLetters,
            new DirectTestSender(
                base.kafka(),
                base.contracts(),
                base.keyring(),
                base.exchange(),
                base.producer(),
                base.blocking(),
                base.clock()),
            new UrlRefusal(base.guard()),
            readiness,
            peers,
            new InstalledOperations(base.kafka(), peers, tasks));
    ApiSettings usual =
        ApiSettings.defaults(
            place.host(), place.port(), Optional.of(config.secrets().operatorKey()));
    ApiSettings apiSettings =
        new ApiSettings(
            usual.host(),
            usual.port(),
            usual.operatorKey(),
            config.eventMaxBytes(),
            usual.requestDeadline(),
            usual.workers(),
            usual.maxRefusedKeys(),
            new ApiSettings.Quotas(config.quota().eventsPerSecond(), config.quota().backlog()),
            config.roles().contains(Config.Role.API));
    return new ApiServer(
        apiSettings,
        ports,
        base.contracts(),
        base.keyring(),
        base.metrics(),
        base.clock(),
        base.vertx());
  }

  private Owners owners(KafkaStreams streams, String store) {
    return new Owners(streams, store, place.advertised(), this::partition);
  }

  private WorkspacePartitioner partitioner() {
    return WorkspacePartitioner.valueOf(config.eventsPartitioner().name());
  }

  private int partition(String workspace) {
    return partitioner().partition(workspace, base.kafka().partitions());
  }
}
