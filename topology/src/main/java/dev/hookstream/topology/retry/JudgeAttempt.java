package dev.hookstream.topology.retry;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Failure;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.Pending;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.contract.Contract.ReceiverMay;
import dev.hookstream.topology.contract.RetrySchedule;
import dev.hookstream.topology.lane.Ladder;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.settings.Workspaces;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from a result: nothing more, a retry and when, or the dead letters. A result
 * counts once, however often it comes; whether it counted or not, the delivery's place in its lane
 * is free.
 */
public final class JudgeAttempt implements Processor<String, Attempt, String, Object> {
  /** The child that is told of freed places. */
  public static final String LANE = "lane";

  private static final Duration SWEEP = Duration.ofSeconds(10);
  private static final long FIRST_RETURN_MS = 1_000;
  private static final long LONGEST_RETURN_MS = 60_000;

  private final RetrySchedules schedules;
  private final ResultObserver observer;
  private ProcessorContext<String, Object> context;
  private Workspaces workspaces;
  private Chains chains;
  private EndpointWatch watch;
  private ReplayBook book;
  private Cancellable sweeping;

  /** A judge who knows these schedules by name. */
  public JudgeAttempt(RetrySchedules schedules, ResultObserver observer) {
    this.schedules = schedules;
    this.observer = observer;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    workspaces = Workspaces.of(context);
    chains = Chains.of(context);
    book = ReplayBook.of(context);
    AlertDesk alerts = new AlertDesk(context, workspaces);
    Disabling disabling = new Disabling(alerts, workspaces);
    watch = new EndpointWatch(alerts, workspaces, disabling, HealthBook.toNote(context));
    sweeping = context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, chains::sweep);
  }

  @Override
  public void close() {
    // A task that comes back keeps its timers, and would have one more each time.
    sweeping.cancel();
    chains.forget();
  }

  @Override
  public void process(Record<String, Attempt> record) {
    Attempt attempt = record.value();
    if (attempt == null || attempt.getTest()) {
      return;
    }
    DeliveryRef ref = attempt.getRef();
    long now = context.currentSystemTimeMs();
    Chain chain = chains.get(ref);
    if (attempt.getResult() == AttemptResult.DELIVERED) {
      if (chain == null || chain.getState() != ChainState.DEAD) {
        book.delivered(ref, chain, now);
        observer.delivered(ref.getContract());
      }
      if (chain != null) {
        // Kept for a day, not deleted: a late copy of an earlier attempt must not begin a new one.
        chain.setState(ChainState.DEAD);
        chain.setChangedAt(now);
        chains.put(ref, chain);
      }
      watch.succeeded(ref, now);
      disableIfAsked(attempt, now);
    } else if (!keepsPlace(attempt) && counts(attempt, chain)) {
      Target target = target(ref);
      if (target == null) {
        chains.delete(ref);
        book.dropped(ref, chain, now);
        decided(attempt, OutcomeKind.DISCARDED, null, "the endpoint was deleted", now);
      } else if (attempt.getResult() == AttemptResult.NOT_ATTEMPTED) {
        returned(attempt, chain, target, now);
        observer.returned(ref.getContract());
      } else {
        failed(attempt, chain, target, now);
      }
    }
    context.forward(
        new Record<>(
            ref.getWorkspaceId(),
            new LaneCommand.Back(
                ref,
                LoadSign.of(attempt),
                RetryAfter.of(attempt, now),
                attempt.getResult() != AttemptResult.NOT_ATTEMPTED),
            now),
        LANE);
  }

  /** Not attempted, and its lane, which keeps an order, knows where it belongs: nothing follows. */
  private static boolean keepsPlace(Attempt attempt) {
    return attempt.getResult() == AttemptResult.NOT_ATTEMPTED
        && attempt.getOrder() != null
        && attempt.getOrder().getMode() != Ordering.PARALLEL;
  }

  /** Whether this result is the one that the delivery's chain expects. */
  private static boolean counts(Attempt attempt, @Nullable Chain chain) {
    if (chain == null) {
      return attempt.getRound() == 0 && attempt.getAttempt() == 1;
    }
    boolean expected =
        chain.getRound() == attempt.getRound() && chain.getAttempt() == attempt.getAttempt();
    // What was returned is put back once; a real result counts even where the due record that led
    // to it was lost with an aborted transaction.
    return attempt.getResult() == AttemptResult.NOT_ATTEMPTED
        ? expected && chain.getState() == ChainState.OUT
        : expected && chain.getState() != ChainState.DEAD;
  }

  private void failed(Attempt attempt, @Nullable Chain chain, Target target, long now) {
    List<Failure> failures = new ArrayList<>(chain == null ? List.of() : chain.getFailures());
    failures.add(
        new Failure(
            attempt.getRound(),
            attempt.getAttempt(),
            attempt.getAt(),
            attempt.getStatus(),
            attempt.getError(),
            attempt.getTimings().getTotal()));
    watch.failed(attempt, target, now);
    disableIfAsked(attempt, now);
    RetrySchedule schedule = schedules.of(target);
    OptionalLong due =
        schedule.nextDueAt(
            attempt.getAttempt(),
            attempt.getFirstAttemptAt(),
            now,
            attempt.getRef().getDeliveryId());
    if (attempt.getError() == ErrorKind.UNREADABLE || attempt.getBody() == null) {
      giveUp(attempt, failures, "unreadable", target, now);
    } else if (ReceiversSay.of(attempt, target.contract()).contains(ReceiverMay.ABORT_MESSAGE)) {
      giveUp(attempt, failures, "aborted_by_receiver", target, now);
    } else if (due.isEmpty()) {
      giveUp(
          attempt,
          failures,
          attempt.getAttempt() >= schedule.maxAttempts() ? "attempts_used_up" : "too_old",
          target,
          now);
    } else {
      Chain next =
          new Chain(
              attempt.getRound(),
              attempt.getAttempt() + 1,
              ChainState.WAITING,
              attempt.getFirstAttemptAt(),
              now,
              0,
              false,
              failures,
              null);
      chains.put(attempt.getRef(), next);
      // Not beyond the contract's end, lest the last attempt be lost: a lane held longer keeps it.
      long latest = schedule.latest(attempt.getFirstAttemptAt());
      long dueAt = Math.max(due.getAsLong(), Math.min(RetryAfter.of(attempt, now), latest));
      wait(attempt, attempt.getAttempt() + 1, dueAt, attempt.getBody(), now);
      decided(attempt, OutcomeKind.RETRY_SCHEDULED, dueAt, null, now);
    }
  }

  /** The sender gave it back without a request: the same attempt again, a little later. */
  private void returned(Attempt attempt, @Nullable Chain chain, Target target, long now) {
    ByteBuffer body = attempt.getBody();
    int returns = chain == null ? 0 : chain.getReturns();
    List<Failure> failures = chain == null ? List.of() : chain.getFailures();
    if (body == null) {
      giveUp(attempt, failures, "unreadable", target, now);
      return;
    }
    chains.put(
        attempt.getRef(),
        new Chain(
            attempt.getRound(),
            attempt.getAttempt(),
            ChainState.WAITING,
            attempt.getFirstAttemptAt(),
            now,
            returns + 1,
            false,
            failures,
            null));
    long delay = Math.min(LONGEST_RETURN_MS, FIRST_RETURN_MS << Math.min(returns, 6));
    wait(attempt, attempt.getAttempt(), now + delay, body, now);
  }

  private void wait(Attempt attempt, int nextAttempt, long due, ByteBuffer body, long now) {
    Pending pending =
        new Pending(
            attempt.getRef(),
            // Also where it was given back: the lane may have become a strict one, in which live
            // traffic waits for whatever comes from here, and so would it for itself.
            DeliveryClass.RETRY,
            attempt.getRound(),
            nextAttempt,
            attempt.getFirstAttemptAt(),
            due,
            body,
            false);
    Topic rung = Ladder.first(due, now);
    send(attempt.getRef(), pending, rung.plainName(), now);
  }

  private void giveUp(
      Attempt attempt, List<Failure> failures, String reason, Target target, long now) {
    DeliveryRef ref = attempt.getRef();
    chains.put(
        ref,
        new Chain(
            attempt.getRound(),
            attempt.getAttempt(),
            ChainState.DEAD,
            attempt.getFirstAttemptAt(),
            now,
            0,
            false,
            failures,
            null));
    book.failed(ref, chains.get(ref), now);
    DeadLetter letter =
        new DeadLetter(
            ref,
            now,
            attempt.getRound(),
            attempt.getAttempt(),
            attempt.getFirstAttemptAt(),
            reason,
            failures,
            attempt.getBody());
    send(ref, letter, Topic.DEAD_LETTERS.plainName(), now);
    decided(attempt, OutcomeKind.DEAD_LETTERED, null, reason, now);
    watch.exhausted(ref, reason, now);
    if (target.stopsAtDeadLetter()) {
      disable(ref, Target.STOPPED, now);
    }
  }

  private void disableIfAsked(Attempt attempt, long now) {
    DeliveryRef ref = attempt.getRef();
    Target target = ReceiversSay.saysAnything(attempt) ? target(ref) : null;
    if (target != null
        && ReceiversSay.of(attempt, target.contract()).contains(ReceiverMay.DISABLE)) {
      watch.disable(ref, target, "the receiver asked for it in its response", now);
    }
  }

  private @Nullable Target target(DeliveryRef ref) {
    return workspaces.target(ref.getWorkspaceId(), ref.getEndpointId());
  }

  /** Its settings are read anew: a rule may have disabled it a moment ago. */
  private void disable(DeliveryRef ref, String reason, long now) {
    Target target = target(ref);
    if (target != null) {
      watch.disable(ref, target, reason, now);
    }
  }

  private void decided(
      Attempt attempt, OutcomeKind kind, @Nullable Long due, @Nullable String reason, long now) {
    Outcome outcome =
        new Outcome(
            attempt.getRef(), kind, now, attempt.getRound(), attempt.getAttempt(), due, reason);
    send(attempt.getRef(), outcome, Topic.OUTCOMES.plainName(), now);
  }

  private void send(DeliveryRef ref, Object value, String sink, long now) {
    context.forward(new Record<>(ref.getWorkspaceId(), value, now), sink);
  }
}
