package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is thrown on our side strands nobody. */
class HttpExchangeThrownTest extends HttpExchangeFixture {
  @Test
  void aRequestThatThrowsAsItBeginsHasItsAttemptAndItsNeighboursTheirs() {
    String url = receivers.http(request -> request.response().end());
    Delivery throwing = Deliveries.to(url);
    throwing.setHeaders(List.of(new Header("Authorization", "worse", true)));
    List<CompletableFuture<Attempt>> neighbours = new ArrayList<>();
    CompletableFuture<Attempt> thrown = new CompletableFuture<>();
    for (int i = 0; i < 100; i++) {
      neighbours.add(exchange.send(Deliveries.to(url), false).toCompletableFuture());
      if (i == 50) {
        thrown = exchange.send(throwing, false).toCompletableFuture();
      }
    }
    assertThat(thrown.orTimeout(30, TimeUnit.SECONDS).join().getError())
        .isEqualTo(ErrorKind.INTERNAL);
    for (CompletableFuture<Attempt> neighbour : neighbours) {
      assertThat(neighbour.orTimeout(30, TimeUnit.SECONDS).join().getResult())
          .isEqualTo(AttemptResult.DELIVERED);
    }
  }

  @Test
  void aCallerThatThrowsWhenItsAttemptComesIsOnItsOwn() {
    String answers = receivers.http(request -> request.response().end());
    String silent = receivers.raw(socket -> {});
    List<CompletableFuture<Attempt>> neighbours = new ArrayList<>();
    for (String url : List.of(answers, silent)) {
      for (int i = 0; i < 20; i++) {
        Delivery delivery = Deliveries.withTimeout(Deliveries.to(url), 300);
        exchange.send(
            delivery,
            false,
            attempt -> {
              throw new IllegalStateException("thrown on purpose");
            });
        neighbours.add(exchange.send(delivery, false).toCompletableFuture());
      }
    }
    for (CompletableFuture<Attempt> neighbour : neighbours) {
      assertThat(neighbour.orTimeout(30, TimeUnit.SECONDS).join().getError())
          .isIn(ErrorKind.NONE, ErrorKind.TIMEOUT);
    }
  }
}
