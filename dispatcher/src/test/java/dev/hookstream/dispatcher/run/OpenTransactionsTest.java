package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {
  @Test
  void what_live_brokers_say_is_known_whatever_dead_ones_do_not() {
    KafkaFutureImpl<String> refuses = new KafkaFutureImpl<>();
    refuses.completeExceptionally(new KafkaException("its disk is full"));
    Map<Integer, KafkaFuture<String>> asked = new LinkedHashMap<>();
    asked.put(1, new KafkaFutureImpl<>()); // never completes
    asked.put(2, KafkaFuture.completedFuture("app-dead-1"));
    asked.put(3, refuses);
    Map<Integer, String> missing = new HashMap<>();
    assertThat(OpenTransactions.answered(asked, Duration.ofMillis(10), missing::put))
        .containsExactly(Map.entry(2, "app-dead-1"));
    assertThat(missing).containsOnlyKeys(1, 3);
    assertThat(missing.get(1)).isEqualTo("no answer within 10 ms");
    assertThat(missing.get(3)).contains("its disk is full");
  }
}
