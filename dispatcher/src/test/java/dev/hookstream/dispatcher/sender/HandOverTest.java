package dev.hookstream.dispatcher.sender;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reports from several threads while the loop collects, commits, and loses its partition: whatever
 * the interleaving, it is as if one had come after the other, so that no commit passes a record
 * whose attempt the brokers do not have.
 */
@Tag("lincheck")
class HandOverTest {
  @Test
  void whateverTheThreadsDoACommitHasWhatWasReportedAndNothingElse() {
    new StressOptions()
        .sequentialSpecification(HandOverSpecification.class)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(2)
        .iterations(20)
        .invocationsPerIteration(500)
        .check(HandOverModel.class);
  }

  @Test
  void soItIsInEachInterleavingThatAModelCheckerFinds() {
    new ModelCheckingOptions()
        .sequentialSpecification(HandOverSpecification.class)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(100)
        .check(HandOverModel.class);
  }
}
