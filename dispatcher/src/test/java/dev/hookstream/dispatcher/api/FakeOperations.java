package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Operations;
import dev.hookstream.dispatcher.api.port.Page;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An installation that is as the test says. */
final class FakeOperations implements Operations {
  volatile List<Lag> lags = List.of();
  volatile List<Busy> busy = List.of();
  volatile Page<Rejected> page = new Page<>(List.of(), null);
  volatile @Nullable Order asked;
  volatile boolean kafkaAnswers = true;

  @Override
  public List<Lag> lags() {
    requireKafka();
    return lags;
  }

  @Override
  public List<Busy> endpoints(Order order, int limit) {
    requireKafka();
    asked = order;
    return busy.subList(0, Math.min(limit, busy.size()));
  }

  @Override
  public Page<Rejected> rejected(@Nullable String cursor, int limit) {
    requireKafka();
    if (cursor != null && !cursor.startsWith("0:")) {
      throw new IllegalArgumentException("not a cursor");
    }
    return page;
  }

  @Override
  public Optional<PutBack> putBack(String id) {
    requireKafka();
    if (id.equals("0-8")) {
      throw new IllegalStateException("It was too large to be kept whole.");
    }
    return id.equals("0-7") ? Optional.of(new PutBack("events", 3, 1042)) : Optional.empty();
  }

  private void requireKafka() {
    if (!kafkaAnswers) {
      throw new NotReadyException("Kafka does not answer.");
    }
  }
}
