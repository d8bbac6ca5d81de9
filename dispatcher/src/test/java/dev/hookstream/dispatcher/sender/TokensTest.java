package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.OAuth2Client;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How long tokens are kept, on the test's clock. */
class TokensTest {
  private final OAuth2Client client =
      new OAuth2Client("https://token.example/", "client", "box", null, false);
  private final Delivery delivery = Deliveries.to("https://receiver.example/");
  private final List<Consumer<Attempt>> waiting = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // nanoTime may well overflow
  private final Tokens tokens =
      new Tokens((box, context) -> "s3cret", (request, done) -> waiting.add(done), () -> now);

  private CompletableFuture<Tokens.Answer> ask() {
    return askFor("receiver.example:443");
  }

  private CompletableFuture<Tokens.Answer> askFor(String authority) {
    return tokens.of(delivery, authority, client).toCompletableFuture();
  }

  private void answer(String token, int expiresIn) {
    Attempt attempt = AttemptRecord.answered(delivery, false, 0, 200, "");
    attempt.setResponseBody(
        ByteBuffer.wrap(TokenServer.token(token, expiresIn).getBytes(StandardCharsets.US_ASCII)));
    waiting.remove(0).accept(attempt);
  }

  private void isFor(int expiresIn, Duration kept) {
    CompletableFuture<Tokens.Answer> first = ask();
    answer("one", expiresIn);
    assertThat(first.join()).isEqualTo(new Tokens.Answer.Token("one"));
    now += kept.toNanos() - 1;
    assertThat(ask().join()).isEqualTo(new Tokens.Answer.Token("one"));
    assertThat(waiting).isEmpty();
    now += 1;
    CompletableFuture<Tokens.Answer> next = ask();
    assertThat(next).isNotDone();
    answer("two", expiresIn);
    assertThat(next.join()).isEqualTo(new Tokens.Answer.Token("two"));
  }

  @Test
  void aMinuteBeforeALongOneEndsANewOneIsFetched() {
    isFor(3600, Duration.ofMinutes(59));
  }

  @Test
  void aShortOneIsUsedForFourFifthsOfItsLife() {
    isFor(10, Duration.ofSeconds(8));
  }

  @Test
  void noneIsKeptForMoreThanADay() {
    isFor(Integer.MAX_VALUE, Duration.ofDays(1).minusMinutes(1));
  }

  @Test
  void itsLifeBeginsWhenItWasAskedFor() {
    CompletableFuture<Tokens.Answer> slow = ask();
    now += Duration.ofSeconds(9).toNanos();
    answer("one", 10);
    assertThat(slow.join()).isEqualTo(new Tokens.Answer.Token("one"));
    assertThat(ask()).isNotDone();
  }

  @Test
  void aRefusedTokenGoesAndANewerOneStays() {
    var unused = ask();
    answer("one", 3600);
    tokens.refused("wh_1", "zero");
    assertThat(ask()).isDone();
    tokens.refused("wh_1", "one");
    assertThat(ask()).isNotDone();
  }

  @Test
  void aTokenIsForOneReceiver() {
    var unused = ask();
    answer("one", 3600);
    assertThat(ask()).isDone();
    CompletableFuture<Tokens.Answer> other = askFor("mine.example:443");
    assertThat(other).isNotDone();
    answer("two", 3600);
    assertThat(other.join()).isEqualTo(new Tokens.Answer.Token("two"));
  }

  @Test
  void norDoTwoReceiversWaitForTheSameOne() {
    CompletableFuture<Tokens.Answer> first = ask();
    assertThat(askFor("mine.example:443")).isNotSameAs(first);
    assertThat(waiting).hasSize(2);
  }

  @Test
  void nothingThatIsPrintedShowsIt() {
    assertThat(new Tokens.Answer.Token("one")).asString().doesNotContain("one");
  }

  @Test
  void afterAFailureTheNextOneAsksAnew() {
    CompletableFuture<Tokens.Answer> first = ask();
    waiting
        .remove(0)
        .accept(AttemptRecord.failed(delivery, false, 0, ExchangeFailure.internal(new Error())));
    assertThat(first.join()).isInstanceOf(Tokens.Answer.None.class);
    assertThat(ask()).isNotDone();
  }
}
