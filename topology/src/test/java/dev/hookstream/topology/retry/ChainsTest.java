package dev.hookstream.topology.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.match.DeliveryId;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class ChainsTest {
  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final KeyValueStore<String, Chain> entries =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(Chains.STORE),
              Serdes.String(),
              AvroCodec.of(Chain.class).serde())
          .withLoggingDisabled()
          .build();
  private final Chains store = Chains.builder().build();

  ChainsTest() {
    entries.init(context.getStateStoreContext(), entries);
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(entries);
    context.addStateStore(store);
  }

  private static DeliveryRef ref(String endpoint, int event) {
    String id =
        DeliveryId.of(DeliveryId.endpointPartOf(endpoint), "e" + event, 0, event, null, 1_000L);
    return new DeliveryRef(
        id, "e" + event, "t", "ws", endpoint, "standard", 0, (long) event, 1_000L, null, null);
  }

  private static Chain chain(ChainState state, long changedAt) {
    return new Chain(0, 2, state, 1L, changedAt, 0, false, List.of(), null);
  }

  @Test
  void whatAnotherInstanceWroteIsSeenWhenTheTaskComesBack() {
    assertThat(Chains.of(context).get(ref("a", 1))).isNull();
    // The task becomes a standby: its processors close, its stores do not.
    store.forget();
    entries.put("ws\0" + ref("a", 1).getDeliveryId(), chain(ChainState.WAITING, 1L));
    assertThat(Chains.of(context).get(ref("a", 1))).isNotNull();
  }

  @Test
  void onlyWhatHasEndedIsForgottenWhereEverythingIsReadAgain() {
    Chains chains = Chains.of(context);
    chains.put(ref("a", 1), chain(ChainState.DEAD, 1L));
    chains.put(ref("a", 2), chain(ChainState.WAITING, 1L));
    chains.forgetEnded(ref("a", 1));
    chains.forgetEnded(ref("a", 2));
    chains.forgetEnded(ref("a", 3));
    assertThat(chains.get(ref("a", 1))).isNull();
    assertThat(chains.get(ref("a", 2))).isNotNull();
  }

  @Test
  void anEndpointIsLookedUpWhileItHasEntriesAndNotAfterwards() {
    Chains chains = Chains.of(context);
    chains.put(ref("a", 1), chain(ChainState.WAITING, 1L));
    chains.put(ref("a", 1), chain(ChainState.OUT, 2L));
    chains.put(ref("a", 2), chain(ChainState.WAITING, 1L));
    chains.delete(ref("a", 1));
    chains.delete(ref("a", 1));
    assertThat(chains.get(ref("a", 1))).isNull();
    assertThat(chains.get(ref("a", 2))).isNotNull();
    chains.delete(ref("a", 2));
    assertThat(chains.get(ref("a", 2))).isNull();
    assertThat(chains.get(ref("b", 2))).isNull();
  }

  @Test
  void whatWasSweptIsForgottenAndTheRestIsFound() {
    Chains chains = Chains.of(context);
    chains.put(ref("a", 1), chain(ChainState.DEAD, 0L));
    chains.put(ref("a", 2), chain(ChainState.WAITING, 0L));
    chains.sweep(Duration.ofDays(2).toMillis());
    assertThat(chains.get(ref("a", 1))).isNull();
    assertThat(chains.get(ref("a", 2))).isNotNull();
  }
}
