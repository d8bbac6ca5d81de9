package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.trace.LogIds;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the {@link Admission} says: begins requests, reports results. Thread-safe. */
final class Dispatch {
  private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

  private final Admission admission;
  private final Exchanges exchanges;
  private final AttemptProducer attempts;
  private final InstantSource clock;
  private final SenderMetrics metrics;
  private final AttemptLog lines = new AttemptLog(System::nanoTime);

  Dispatch(
      Admission admission,
      Exchanges exchanges,
      AttemptProducer attempts,
      InstantSource clock,
      SenderMetrics metrics) {
    this.admission = admission;
    this.exchanges = exchanges;
    this.attempts = attempts;
    this.clock = clock;
    this.metrics = metrics;
  }

  Work work(PartitionWork partition, long offset, Delivery delivery, int bytes) {
    return new Work(partition, offset, delivery, exchanges.hostOf(delivery.getUrl()), bytes);
  }

  void offer(List<Work> works) {
    take(admission.offer(works));
  }

  void tick() {
    take(admission.tick());
  }

  List<Work> drop(PartitionWork partition) {
    return admission.drop(partition);
  }

  /** Reports a result that needed no request. */
  void report(Attempt attempt, Received received) {
    received.partition.begun.incrementAndGet();
    count(attempt);
    attempts.add(attempt, received);
  }

  /** One after another and not in each other's stack; what one of them throws is its own. */
  private void take(List<Step> first) {
    ArrayDeque<Step> steps = new ArrayDeque<>(first);
    Step step;
    while ((step = steps.poll()) != null) {
      Work work = step.work();
      if (step instanceof Step.Return back) {
        Attempt attempt =
            AttemptRecord.notAttempted(work.delivery, back.why(), back.message(), clock.millis());
        count(attempt);
        attempts.add(attempt, work);
        continue;
      }
      AtomicBoolean settled = new AtomicBoolean();
      try {
        exchanges.send(
            work.delivery,
            false,
            attempt -> {
              if (settled.compareAndSet(false, true)) {
                take(settle(work, attempt));
              }
            });
      } catch (RuntimeException | Error e) {
        LogIds.of(log.atError(), work.delivery.getRef(), work.delivery.getAttempt())
            .setCause(e)
            .log("a request could not be begun; its attempt says so");
        if (settled.compareAndSet(false, true)) {
          ExchangeFailure failure = ExchangeFailure.internal(e);
          steps.addAll(
              settle(work, AttemptRecord.failed(work.delivery, false, clock.millis(), failure)));
        }
      }
    }
  }

  /** The attempt is produced whatever became of the partition meanwhile: it did happen. */
  private List<Step> settle(Work work, Attempt attempt) {
    attempts.add(attempt, work);
    count(attempt);
    return admission.finished(work, attempt);
  }

  private void count(Attempt attempt) {
    lines.note(attempt);
    try {
      metrics.attempt(attempt);
    } catch (RuntimeException e) {
      LogIds.of(log.atError(), attempt.getRef(), attempt.getAttempt())
          .setCause(e)
          .log("an attempt cannot be counted; it is reported all the same");
    }
  }
}
