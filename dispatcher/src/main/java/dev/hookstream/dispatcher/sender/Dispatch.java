package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import java.time.InstantSource;
import java.util.List;

/** Carries out what the {@link Admission} says: begins requests, reports results. Thread-safe. */
final class Dispatch {
  private final Admission admission;
  private final Exchanges exchanges;
  private final AttemptProducer attempts;
  private final InstantSource clock;
  private final SenderMetrics metrics;

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
    metrics.attempt(attempt);
    attempts.add(attempt, received);
  }

  private void take(List<Step> steps) {
    for (Step step : steps) {
      Work work = step.work();
      if (step instanceof Step.Return back) {
        Attempt attempt =
            AttemptRecord.notAttempted(work.delivery, back.why(), back.message(), clock.millis());
        metrics.attempt(attempt);
        attempts.add(attempt, work);
      } else {
        exchanges.send(work.delivery, false, attempt -> finished(work, attempt));
      }
    }
  }

  /** The attempt is produced whatever became of the partition meanwhile: it did happen. */
  private void finished(Work work, Attempt attempt) {
    metrics.attempt(attempt);
    attempts.add(attempt, work);
    take(admission.finished(work, attempt));
  }
}
