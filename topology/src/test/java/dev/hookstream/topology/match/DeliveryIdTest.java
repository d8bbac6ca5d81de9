package dev.hookstream.topology.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryIdTest {
  private static final long AT = 1_763_667_000_123L;
  private static final String ENDPOINT = DeliveryId.endpointPartOf("wh_1");

  @Test
  void staysWhatItWasWhenItWasReleased() {
    // Ids are in the log and at receivers for 30 days: another value here is a breaking change.
    assertThat(DeliveryId.of(ENDPOINT, "evt_1", 3, 42, null, AT))
        .isEqualTo("dlv_01kahbxesvy7hrq6fs7bwxsak3dkx8");
    assertThat(DeliveryId.of(ENDPOINT, "evt_1", 3, 42, "rpl_1", AT))
        .isEqualTo("dlv_01kahbxesvy7hrq6fs3gy78kqer3y1");
  }

  @Test
  void givesBackItsParts() {
    String id = DeliveryId.of(ENDPOINT, "evt_1", 3, 42, null, AT);
    assertThat(DeliveryId.isValid(id)).isTrue();
    assertThat(DeliveryId.timeMillis(id)).isEqualTo(AT);
    assertThat(DeliveryId.endpointPart(id)).isEqualTo(ENDPOINT);
    assertThat(DeliveryId.eventPart(id)).isEqualTo(DeliveryId.eventPartOf("evt_1", 3, 42, null));
  }

  @Test
  void isAnotherForEachThingThatMakesADeliveryAnother() {
    Set<String> ids = new HashSet<>();
    ids.add(DeliveryId.of(ENDPOINT, "evt_1", 3, 42, null, AT));
    ids.add(DeliveryId.of(DeliveryId.endpointPartOf("wh_2"), "evt_1", 3, 42, null, AT));
    ids.add(DeliveryId.of(ENDPOINT, "evt_2", 3, 42, null, AT));
    ids.add(DeliveryId.of(ENDPOINT, "evt_1", 4, 42, null, AT));
    ids.add(DeliveryId.of(ENDPOINT, "evt_1", 3, 43, null, AT));
    ids.add(DeliveryId.of(ENDPOINT, "evt_1", 3, 42, "", AT + 1));
    ids.add(DeliveryId.of(ENDPOINT, "evt_1", 3, 42, "rpl_1", AT));
    ids.add(DeliveryId.of(ENDPOINT, "evt_1rpl_1", 3, 42, null, AT));
    ids.add(DeliveryId.of(ENDPOINT, "évt_1", 3, 42, null, AT));
    assertThat(ids).hasSize(9).allMatch(DeliveryId::isValid);
  }

  @Test
  void sortsByTimeWithinAnEndpoint() {
    assertThat(DeliveryId.of(ENDPOINT, "a", 0, 0, null, AT))
        .isLessThan(DeliveryId.of(ENDPOINT, "b", 0, 1, null, AT + 1))
        .isLessThan(DeliveryId.of(ENDPOINT, "c", 0, 2, null, (1L << 48) - 1));
  }

  @Test
  void knowsWhatIsNone() {
    String id = DeliveryId.of(ENDPOINT, "evt_1", 3, 42, null, AT);
    assertThat(DeliveryId.isValid("")).isFalse();
    assertThat(DeliveryId.isValid("dlv_")).isFalse();
    assertThat(DeliveryId.isValid(id + "0")).isFalse();
    assertThat(DeliveryId.isValid(id.substring(0, 33))).isFalse();
    assertThat(DeliveryId.isValid(id.substring(0, 33) + "u")).isFalse();
    assertThat(DeliveryId.isValid(id.substring(0, 33) + "é")).isFalse();
    assertThat(DeliveryId.isValid(id.substring(0, 33) + "A")).isFalse();
    assertThat(DeliveryId.isValid("evt_" + id.substring(4))).isFalse();
    assertThat(DeliveryId.isValid("dlv_8" + id.substring(5))).isFalse();
    assertThatThrownBy(() -> DeliveryId.timeMillis("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
  }

  @Test
  void refusesATimeOrAPartThatCannotBe() {
    assertThatThrownBy(() -> DeliveryId.of(ENDPOINT, "evt_1", 0, 0, null, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DeliveryId.of("wh_1", "evt_1", 0, 0, null, AT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wh_1");
  }
}
