package dev.hookstream.dispatcher.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.guarantee.Oracle.Findings;
import dev.hookstream.dispatcher.guarantee.Oracle.Lane;
import dev.hookstream.schemas.Ordering;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge is judged: made-up histories, good and bad. */
class OracleTest {
  private static final String DOOMED = Manners.DOOMED + "1";

  private final Histories seen = new Histories();

  private Findings judge(Ordering mode, List<String> accepted, Map<String, Integer> deadLetters) {
    return Oracle.judge(
        List.of(new Lane(Histories.PATH, mode, accepted)), seen.visits(), deadLetters);
  }

  private Findings judge(Ordering mode, String... accepted) {
    return judge(mode, List.of(accepted), Map.of());
  }

  @ParameterizedTest
  @EnumSource
  void aQuietHistoryIsGood(Ordering mode) {
    seen.taken("a", 1).refused("b", 1).taken("b", 2).hung("c", 1).taken("c", 2).taken("d", 1);
    assertThat(judge(mode, "a", "b", "c", "d").broken()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRedeliveryAfterACrashIsGood(Ordering mode) {
    seen.taken("a", 1).taken("b", 1).taken("a", 1).taken("b", 1).taken("c", 1).taken("b", 1);
    assertThat(judge(mode, "a", "b", "c").broken()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatNeverCameIsLost(Ordering mode) {
    seen.taken("a", 1);
    assertThat(judge(mode, "a", "b").lost()).containsExactly("/ws/x/0 b");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasOnlyRefusedOrNotAnsweredIsLost(Ordering mode) {
    seen.refused("a", 1).hung("b", 1).closed("b", 2);
    assertThat(judge(mode, "a", "b").lost()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyWasToGetIsAStranger(Ordering mode) {
    seen.taken("a", 1).taken("z", 1);
    assertThat(judge(mode, "a").strangers()).containsExactly("/ws/x/0 z");
  }

  @ParameterizedTest
  @EnumSource
  void aDeliveryKeepsItsId(Ordering mode) {
    seen.taken("a", 1).under("another").taken("a", 1);
    assertThat(judge(mode, "a").twoIds()).containsExactly("/ws/x/0 a");
  }

  @ParameterizedTest
  @EnumSource
  void theDoomedHaveOneDeadLetter(Ordering mode) {
    usedUp(DOOMED);
    seen.taken("b", 1);
    List<String> accepted = List.of(DOOMED, "b");
    String what = Histories.PATH + " " + DOOMED;
    assertThat(judge(mode, accepted, Map.of(what, 1)).broken()).isEmpty();
    assertThat(judge(mode, accepted, Map.of()).lost()).containsExactly(what);
    assertThat(judge(mode, accepted, Map.of(what, 2)).wrongEnds()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyElseHasOne(Ordering mode) {
    seen.taken("a", 1);
    Map<String, Integer> letters = Map.of(Histories.PATH + " a", 1);
    assertThat(judge(mode, List.of("a"), letters).wrongEnds()).hasSize(1);
  }

  @Test
  void parallelHasNoOrder() {
    seen.taken("b", 1).taken("a", 1);
    assertThat(judge(Ordering.PARALLEL, "a", "b").broken()).isEmpty();
  }

  @Test
  void orderedDoesNotWaitForARetry() {
    seen.refused("a", 1).taken("b", 1).taken("a", 2).taken("c", 1);
    assertThat(judge(Ordering.ORDERED, "a", "b", "c").broken()).isEmpty();
  }

  @Test
  void orderedSeesAFirstAttemptOutOfOrder() {
    seen.taken("a", 1).taken("c", 1).taken("b", 1).taken("d", 1);
    assertThat(judge(Ordering.ORDERED, "a", "b", "c", "d").ordered())
        .containsExactly("/ws/x/0 b came after c");
  }

  @Test
  void orderedIsNotExcusedByARedelivery() {
    seen.taken("b", 1).taken("a", 1).taken("b", 1);
    assertThat(judge(Ordering.ORDERED, "a", "b").ordered()).hasSize(1);
  }

  @Test
  void orderedTellsAFirstAttemptThatNeverCameThrough() {
    seen.taken("b", 1).taken("a", 2);
    Findings findings = judge(Ordering.ORDERED, "a", "b");
    assertThat(findings.broken()).isEmpty();
    assertThat(findings.unseenFirsts()).containsExactly("/ws/x/0 a");
  }

  @Test
  void strictWaitsForARetry() {
    seen.refused("a", 1).taken("b", 1).taken("a", 2);
    assertThat(judge(Ordering.STRICT, "a", "b").strict())
        .containsExactly("/ws/x/0 b attempt 1 came before a was done");
  }

  @Test
  void strictSeesAnAttemptEvenWhereTheSuccessesAreInOrder() {
    seen.hung("a", 1).refused("b", 1).taken("a", 2).taken("b", 2);
    assertThat(judge(Ordering.STRICT, "a", "b").strict()).hasSize(1);
  }

  @Test
  void strictSeesAnAttemptWhileTheOneBeforeIsStillBeingAnswered() {
    seen.begin("a", 1).taken("b", 1).end("a", 1);
    assertThat(judge(Ordering.STRICT, "a", "b").strict()).hasSize(1);
  }

  @Test
  void strictWaitsForAnyEarlierOneNotOnlyTheLast() {
    seen.hung("a", 1).taken("b", 1).taken("c", 1).taken("a", 2);
    assertThat(judge(Ordering.STRICT, "a", "b", "c").strict())
        .hasSize(2)
        .allMatch(it -> it.endsWith("before a was done"));
  }

  @Test
  void strictWaitsForTheLastAttemptOfTheDoomed() {
    Map<String, Integer> letters = Map.of(Histories.PATH + " " + DOOMED, 1);
    seen.refused(DOOMED, 1).taken("b", 1);
    usedUp(DOOMED);
    assertThat(judge(Ordering.STRICT, List.of(DOOMED, "b"), letters).strict()).hasSize(1);
  }

  private void usedUp(String event) {
    for (int attempt = 1; attempt <= Manners.RETRIES + 1; attempt++) {
      seen.refused(event, attempt);
    }
  }
}
