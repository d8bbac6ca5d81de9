package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.match.EventContent;
import dev.hookstream.topology.match.Reach;
import dev.hookstream.topology.match.Reach.Verdict;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.settings.ChangeListener.Result;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterFlowTest {
  private static final long ACCEPTED = Dispatch.START.toEpochMilli() + 1;

  @TempDir Path state;

  private static Endpoint endpoint(String id, @Nullable String filter) {
    Endpoint endpoint = Dispatch.endpoint(id, "standard");
    endpoint.setFilter(filter);
    return endpoint;
  }

  @Test
  void anEventGoesWhereTheFilterLetsItThrough() {
    try (Dispatch dispatch = new Dispatch(state)) {
      dispatch.put(endpoint("wh_low", "{\"/score\":{\"lte\":2}}"));
      dispatch.put(endpoint("wh_high", "{\"/score\":{\"gt\":2}}"));
      dispatch.put(endpoint("wh_all", null));
      dispatch.event("evt_1", "a.b", "{\"score\":2.0}");
      dispatch.event("evt_2", "a.b", "{\"score\":2.00000000000000000001}");
      dispatch.event("evt_3", "a.b", "{}");
      assertThat(dispatch.deliveries())
          .extracting(d -> d.getRef().getEventId() + " " + d.getRef().getEndpointId())
          .containsExactlyInAnyOrder(
              "evt_1 wh_low", "evt_1 wh_all", "evt_2 wh_high", "evt_2 wh_all", "evt_3 wh_all");
      assertThat(dispatch.deliveries().stream().map(d -> d.getDeliveryClass()))
          .allMatch(DeliveryClass.LIVE::equals);
    }
  }

  @Test
  void aNewFilterIsMetByTheNextEvent() {
    try (Dispatch dispatch = new Dispatch(state)) {
      dispatch.put(endpoint("wh_a", "{\"/x\":1}"));
      dispatch.event("evt_1", "a.b", "{\"x\":2}");
      dispatch.put(endpoint("wh_a", "{\"/x\":2}"));
      dispatch.event("evt_2", "a.b", "{\"x\":2}");
      dispatch.put(endpoint("wh_a", null));
      dispatch.event("evt_3", "a.b", "{\"x\":1}");
      assertThat(dispatch.deliveries())
          .extracting(d -> d.getRef().getEventId())
          .containsExactly("evt_2", "evt_3");
    }
  }

  @Test
  void aFilterThatCannotBeReadIsRefusedAndTheOldOneStays() {
    try (Dispatch dispatch = new Dispatch(state)) {
      dispatch.put(endpoint("wh_a", "{\"/x\":1}"));
      assertThat(dispatch.put(endpoint("wh_a", "{\"x\":1}"))).isInstanceOf(Result.Refused.class);
      dispatch.event("evt_1", "a.b", "{\"x\":1}");
      dispatch.event("evt_2", "a.b", "{\"x\":2}");
      assertThat(dispatch.deliveries()).hasSize(1);
    }
  }

  @Test
  void dataThatCannotBeParsedPassesEveryFilterAndIsNotLost() {
    try (Dispatch dispatch = new Dispatch(state)) {
      dispatch.put(endpoint("wh_a", "{\"/x\":1}"));
      dispatch.event("evt_1", "a.b", "{\"x\":1e99999999999}");
      assertThat(dispatch.rejected()).isEmpty();
      assertThat(dispatch.deliveries()).hasSize(1);
    }
  }

  private static Reach reach(Consumer<Endpoint> settings, @Nullable String product) {
    Endpoint endpoint = Dispatch.endpoint("wh_a", "hrizn");
    settings.accept(endpoint);
    Event event =
        new Event(
            "evt_1", "content.progress", "ws", Instant.EPOCH, "{\"stage\":\"writing\"}", product);
    return Reach.of(
        new Target(endpoint, Contracts.builtIn().find("hrizn").orElseThrow()),
        event,
        product == null ? Set.of("hrizn") : Set.of(product),
        new EventContent(event.getData()),
        ACCEPTED);
  }

  @Test
  void theReasonIsTheFirstThatStandsInTheWay() {
    Consumer<Endpoint> named = e -> e.setEvents(List.of("content.progress"));
    assertThat(reach(e -> {}, null))
        .matches(r -> r.verdict() == Verdict.OTHER_TYPE && r.why().contains("names it"));
    assertThat(reach(e -> e.setEvents(List.of("content.failed")), null))
        .matches(r -> r.verdict() == Verdict.OTHER_TYPE && r.why().contains("covers the type"));
    assertThat(reach(named, "arka"))
        .matches(r -> r.verdict() == Verdict.OTHER_CONTRACT && r.why().contains("arka"));
    assertThat(reach(named.andThen(e -> e.setFilter("{\"/stage\":\"outlining\"}")), null))
        .isEqualTo(
            new Reach(
                Verdict.FILTERED,
                "the webhook's filter does not let it through: /stage is \"writing\", and"
                    + " \"outlining\" is wanted",
                "/~1stage"));
    assertThat(reach(named.andThen(e -> e.setCreatedAt(ACCEPTED + 1)), null).verdict())
        .isEqualTo(Verdict.NOT_YET_THERE);
    assertThat(reach(named.andThen(e -> e.setStatus(EndpointStatus.DISABLED)), null))
        .matches(r -> r.verdict() == Verdict.HELD && r.matches());
    assertThat(reach(named, "hrizn")).matches(r -> r.verdict() == Verdict.DELIVERED);
  }
}
