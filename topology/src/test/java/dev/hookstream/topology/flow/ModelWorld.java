package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Pending;
import dev.hookstream.topology.flow.ModelSender.Answer;
import dev.hookstream.topology.flow.ModelTask.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task, a sender, a delay line and an owner with two endpoints; and what a history does to them.
 */
@SuppressWarnings("EnumOrdinal") // the next mode, whichever it is
final class ModelWorld {
  private static final int[] SECONDS = {1, 2, 5, 10, 30, 70, 130, 250};
  private static final int PIECES = 4;
  private static final int LONGEST_DRAIN = 400;

  /** So that a model that goes in circles fails, and does not hang. */
  private static final int ROUNDS = 20_000;

  private final ModelClock clock = new ModelClock();
  private final ModelOracle oracle;
  private final ModelTask task;
  private final ModelSender sender =
      new ModelSender(clock, delivery -> oracle().arrived(delivery), this::report);
  private final ModelOwner owner;
  private final List<Pending> delayLine = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private @Nullable Pending lastDue;
  private int replays;
  private long moved;

  ModelWorld(ModelAct.Setup setup) {
    oracle = new ModelOracle(clock, setup.maxOut());
    task =
        new ModelTask(
            setup.maxOut(), setup.maxBacklog(), clock, oracle, this::released, this::delayed);
    oracle.watch(task.lanes);
    owner = new ModelOwner(setup, oracle, clock, change -> append(Input.CHANGES, change));
    settle();
    commit();
  }

  private ModelOracle oracle() {
    return oracle;
  }

  void happen(ModelAct act) {
    int which = act.which();
    int how = act.how();
    switch (act.kind()) {
      case EVENTS -> {
        for (int i = 0; i <= how; i++) {
          event();
        }
      }
      case REPLAY -> replay(which, how);
      case ANSWER -> sender.answer(which, answer(how));
      case ANSWERS -> {
        for (int i = 0; i < 4 * how; i++) {
          sender.answer(which, answer(which));
          settle();
        }
      }
      case PASS -> pass(SECONDS[how % SECONDS.length]);
      case RESULT_AGAIN -> resultAgain(how);
      case DUE_AGAIN -> {
        if (lastDue != null) {
          append(Input.DUE, lastDue);
        }
      }
      case COMMIT -> commit();
      case SENDER_COMMITS -> sender.commit();
      case RESTART -> {
        commit();
        restart();
      }
      case DRAIN -> sender.drain(answer(how));
      case MODE -> owner.mode(which, Ordering.values()[how % 3]);
      case DISABLE -> owner.status(which, EndpointStatus.DISABLED, false);
      case ENABLE -> owner.status(which, EndpointStatus.ENABLED, how % 3 == 0);
      case DELETE -> {
        if (how == 0) { // seldom: little happens to a lane afterwards
          owner.delete(which);
        }
      }
      case CRASH -> {
        oracle.disturbed();
        restart();
      }
      case REVOKE -> {
        oracle.disturbed();
        sender.revoke();
      }
      case KILL -> {
        oracle.disturbed();
        sender.kill();
        if (how % 2 == 0) { // nobody takes over for as long as leases last, or longer
          for (int i = 0; i < how; i++) {
            tick(30_000);
            task.work();
          }
        }
      }
    }
    settle();
  }

  private static Answer answer(int how) {
    Answer[] all = Answer.values();
    return how < all.length ? all[how] : how % 2 == 0 ? Answer.OK : Answer.SERVER_ERROR;
  }

  private void event() {
    Event event = new Event();
    event.setId("e" + events.size());
    event.setType("a.b");
    event.setWorkspaceId("ws");
    event.setOccurredAt(Instant.ofEpochMilli(clock.now()));
    event.setData("{\"n\":" + events.size() + "}");
    append(Input.EVENTS, accepted(event, events.size(), DeliveryClass.LIVE, null, null));
    events.add(event);
  }

  private void replay(int which, int how) {
    if (!events.isEmpty()) {
      int old = how % events.size();
      replays++;
      append(
          Input.REPLAYS,
          accepted(
              events.get(old),
              old,
              DeliveryClass.REPLAY,
              "r" + replays,
              which % 3 == 0 ? null : ModelOwner.id(which)));
    }
  }

  private AcceptedEvent accepted(
      Event event, long offset, DeliveryClass its, @Nullable String replay, @Nullable String only) {
    // A replay's time of acceptance is its place among the replays: it is what the oracle goes by.
    long at = replay == null ? clock.now() : Dispatch.START.toEpochMilli() + replays;
    return new AcceptedEvent(
        event, 0, offset, at, Set.of("standard"), its, replay, only, false, null);
  }

  private void resultAgain(int back) {
    Attempt again = sender.resultAgain(back);
    if (again != null && again.getStatus() == null) {
      // What the sender gave back and is put into its place twice may be out twice.
      oracle.disturbed();
    }
  }

  private void append(Input input, Object record) {
    moved++;
    task.append(input, record);
  }

  private void report(Attempt attempt) {
    oracle.reported(attempt);
    append(Input.ATTEMPTS, attempt);
  }

  private void released(Delivery delivery) {
    moved++;
    sender.append(delivery);
  }

  private void delayed(Pending pending) {
    moved++;
    delayLine.add(pending);
  }

  private void commit() {
    task.commit();
    oracle.committed();
  }

  private void restart() {
    oracle.restarted();
    task.crash();
  }

  private void pass(int seconds) {
    int pieces = Math.min(seconds, PIECES);
    for (int i = 0; i < pieces; i++) {
      tick(seconds * 1_000L / pieces);
      settle();
    }
  }

  /** At least a second, so that the lanes' own tick has come. */
  private void tick(long millis) {
    clock.advance(millis);
    clock.fire();
    oracle.ticked();
  }

  /** Until nobody has anything to do before somebody answers or time passes. */
  private void settle() {
    long before = -1;
    for (int round = 0; before != moved; round++) {
      assertThat(round).as("rounds").isLessThan(ROUNDS);
      before = moved;
      task.work();
      sender.work();
      for (Iterator<Pending> all = delayLine.iterator(); all.hasNext(); ) {
        Pending pending = all.next();
        if (pending.getDueAt() <= clock.now()) {
          all.remove();
          lastDue = pending;
          append(Input.DUE, pending);
        }
      }
    }
    oracle.compare();
  }

  /** The receiver is well, the owner enables what is there, and time passes until all is done. */
  void drain() {
    owner.enableAll();
    finish();
    for (int round = 0; !isDone() && round < LONGEST_DRAIN; round++) {
      pass(30);
      finish();
    }
    assertThat(isDone()).as("all has come to its end; %s", task.lanes.backlog()).isTrue();
    oracle.end();
  }

  /** Whatever may come to its end now does, and is committed. */
  private void finish() {
    settle();
    while (sender.inFlight() > 0) {
      sender.answer(0, Answer.OK);
      settle();
    }
    commit();
  }

  private boolean isDone() {
    return sender.idle()
        && delayLine.isEmpty()
        && task.lanes.backlog() == 0
        && task.lanes.out() == 0
        && !task.hasUnread();
  }

  /** A day later nothing is kept of what has come to its end. */
  void forget() {
    Map<String, Long> left = new HashMap<>();
    for (int hour = 0; hour < 26; hour++) {
      tick(3_600_000);
      settle();
    }
    commit();
    for (String store : task.emptyInTheEnd()) {
      left.put(store, task.entries(store));
    }
    assertThat(left.values()).as("left in the stores: %s", left).containsOnly(0L);
  }
}
