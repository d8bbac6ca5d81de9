package dev.hookstream.topology.lane;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.retry.Chains;
import dev.hookstream.topology.retry.Disabling;
import dev.hookstream.topology.settings.Workspaces;
import dev.hookstream.topology.state.BeforeCommit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may leave now and what waits. A delivery leaves where its lane has room and nothing
 * waits before it, and then it writes to no store on its way out.
 */
public final class LaneProcessor
    implements Processor<String, LaneCommand, String, SpecificRecordBase> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long BETWEEN_LOOKS_MS = 10_000;

  private final LaneSettings settings;
  private ProcessorContext<String, SpecificRecordBase> context;
  private Workspaces workspaces;
  private Lanes lanes;
  private Backlog backlog;
  private Removals removals;
  private Departures departures;
  private Gate gate;
  private long nextLook;
  private Cancellable ticking;

  /** A processor with these bounds. */
  public LaneProcessor(LaneSettings settings) {
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecordBase> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    backlog =
        new Backlog(
            context.getStateStore(Backlog.STORE),
            new SharedBodies(
                context.getStateStore(SharedBodies.BODIES),
                context.getStateStore(SharedBodies.COUNTS)));
    BeforeCommit.run(context, backlog::store);
    lanes =
        new Lanes(
            backlog,
            settings.directory(),
            settings.defaultMaxInFlight(),
            settings.maxOutPerTask(),
            context.currentSystemTimeMs());
    Chains chains = Chains.of(context);
    gate = new Gate(chains, backlog);
    AlertDesk alerts = new AlertDesk(context, workspaces);
    Disabling disabling = new Disabling(alerts, workspaces);
    WaitLimit limit = new WaitLimit(workspaces, disabling, backlog, gate, settings.maxWait());
    removals = new Removals(context, chains, backlog, limit, alerts);
    departures =
        new Departures(
            context,
            workspaces,
            disabling,
            chains,
            backlog,
            lanes,
            gate,
            new Release(settings.keyring()),
            removals,
            settings.traces());
    for (BacklogKey waiting : backlog.lanes()) {
      Lane lane = lanes.lane(waiting.workspaceId(), waiting.endpointId());
      look(lane, context.currentSystemTimeMs());
      departures.mayGoOn(lane);
    }
    ticking = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void process(Record<String, LaneCommand> record) {
    long now = context.currentSystemTimeMs();
    LaneCommand command = record.value();
    if (command instanceof LaneCommand.Fanout fanout) {
      send(fanout, now);
    } else if (command instanceof LaneCommand.Again again) {
      sendAgain(again, now);
    } else if (command instanceof LaneCommand.Back back) {
      Lane lane = lanes.lane(back.ref().getWorkspaceId(), back.ref().getEndpointId());
      lanes.release(lane, back, now);
      gate.look(lane, target(lane), now);
      if (lane.isDiscarding() || lane.isHeldBack()) {
        removals.look(lane, now);
      }
      departures.mayGoOn(lane);
    } else if (command instanceof LaneCommand.Opened opened) {
      Lane lane = lanes.lane(opened.workspaceId(), opened.endpointId());
      if (opened.discardHeld()) {
        removals.discard(lane, "discarded on enabling");
      }
      lane.enabled(now);
      departures.mayGoOn(lane);
    } else if (command instanceof LaneCommand.Changed changed) {
      departures.mayGoOn(lanes.lane(changed.workspaceId(), changed.endpointId()));
    } else if (command instanceof LaneCommand.Removed removed) {
      removals.discard(
          lanes.lane(removed.workspaceId(), removed.endpointId()), "the endpoint was deleted");
    }
    departures.goOn(now);
  }

  private void send(LaneCommand.Fanout fanout, long now) {
    List<Waiting> staying = new ArrayList<>();
    for (LaneCommand.Fanout.Place place : fanout.places()) {
      DeliveryRef ref = place.ref();
      byte[] body = body(fanout, ref);
      Waiting waiting = new Waiting(ref, fanout.deliveryClass(), 0, 1, 0L, now, null);
      Lane lane = lane(place.target(), now);
      if (departures.mayLeaveAtOnce(lane, place.target(), now)) {
        departures.leave(lane, place.target(), waiting, body, now);
      } else {
        staying.add(waiting);
      }
    }
    for (Waiting waiting : staying) {
      append(new Queued(waiting, body(fanout, waiting.getRef()), staying.size() > 1));
    }
  }

  private void sendAgain(LaneCommand.Again again, long now) {
    DeliveryRef ref = again.ref();
    Target target = workspaces.target(ref.getWorkspaceId(), ref.getEndpointId());
    Waiting waiting =
        new Waiting(
            ref,
            again.deliveryClass(),
            again.round(),
            again.attempt(),
            again.firstAttemptAt(),
            now,
            null);
    if (target != null && departures.mayLeaveAtOnce(lane(target, now), target, now)) {
      departures.leave(lane(target, now), target, waiting, again.body(), now);
    } else {
      append(new Queued(waiting, again.body(), false));
    }
  }

  private void append(Queued queued) {
    DeliveryRef ref = queued.waiting().getRef();
    Lane lane = lanes.lane(ref.getWorkspaceId(), ref.getEndpointId());
    if (lane.backlog() >= settings.maxBacklog()
        && queued.waiting().getDeliveryClass() != DeliveryClass.RETRY) {
      removals.noRoom(lane, queued, queued.waiting().getSince());
      // After a crash it may be the one that the others waited for, since its result came first.
      departures.mayGoOn(lane);
      return;
    }
    backlog.append(lane, queued);
    departures.mayGoOn(lane);
  }

  private Lane lane(Target target, long now) {
    Lane lane = lanes.lane(target.endpoint().getWorkspaceId(), target.id());
    lanes.adapt(lane, target, now);
    return lane;
  }

  private void look(Lane lane, long now) {
    gate.look(lane, target(lane), now);
    removals.look(lane, now);
  }

  private @Nullable Target target(Lane lane) {
    return workspaces.target(lane.workspaceId(), lane.endpointId());
  }

  private void tick(long now) {
    lanes.expire(now).forEach(departures::mayGoOn);
    if (now >= nextLook) {
      nextLook = now + BETWEEN_LOOKS_MS;
      lanes.withBacklog().forEach(lane -> look(lane, now));
    }
    departures.goOn(now);
  }

  @Override
  public void close() {
    // A task that comes back keeps its timers, and would have one more each time.
    ticking.cancel();
    departures.close();
    lanes.close();
  }

  private static byte[] body(LaneCommand.Fanout fanout, DeliveryRef ref) {
    byte @Nullable [] body = fanout.bodies().get(ref.getContract());
    return Objects.requireNonNull(body, "rendered for every contract of the fan-out");
  }

  /** The names of the stores that lanes are kept in, with the backlog first. */
  public static List<String> stores() {
    return List.of(Backlog.STORE, SharedBodies.BODIES, SharedBodies.COUNTS);
  }
}
