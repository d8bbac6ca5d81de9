package dev.hookstream.dispatcher.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.secret.Keyring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeerSealTest {
  private static final byte[] CALL = "{\"workspace\":\"ws_1\"}".getBytes(StandardCharsets.UTF_8);
  private static final String TO = "10.0.0.7:8080";

  private Instant now = Instant.parse("2026-05-11T08:14:22.184Z");
  private final Keyring keyring = Keyring.fromJson(Keyring.generateJson());
  private final PeerSeal here = new PeerSeal(keyring, () -> now);
  private final PeerSeal there = new PeerSeal(keyring, () -> now);

  @Test
  void whatOneOfUsAsksIsHeardOnce() {
    String number = here.newNumber();
    byte[] parcel = here.sealCall(number, TO, CALL);
    assertThat(new String(parcel, StandardCharsets.ISO_8859_1)).doesNotContain("ws_1");
    assertThat(there.openCall(number, TO, parcel)).hasValue(CALL);
    assertThat(there.openCall(number, TO, parcel)).isEmpty();
  }

  @Test
  void whoHasNotTheKeysetIsNotHeard() {
    PeerSeal stranger = new PeerSeal(Keyring.fromJson(Keyring.generateJson()), () -> now);
    String number = stranger.newNumber();
    assertThat(there.openCall(number, TO, stranger.sealCall(number, TO, CALL))).isEmpty();
    assertThat(there.openCall(number, TO, CALL)).isEmpty();
    assertThat(there.openCall(number, TO, new byte[0])).isEmpty();
  }

  @Test
  void aCallIsForOneInstanceAndOneMoment() {
    String number = here.newNumber();
    byte[] parcel = here.sealCall(number, TO, CALL);
    assertThat(there.openCall(number, "10.0.0.8:8080", parcel)).isEmpty();
    assertThat(there.openCall(here.newNumber(), TO, parcel)).isEmpty();
    now = now.plus(PeerSeal.SKEW).plus(Duration.ofMillis(1));
    assertThat(there.openCall(number, TO, parcel)).isEmpty();
  }

  @Test
  void aNumberThatIsNoneIsNotHeard() {
    for (String number : new String[] {"", ".", "x.y", "99999999999999999999.x", "1"}) {
      assertThat(there.openCall(number, TO, here.sealCall(number, TO, CALL))).isEmpty();
    }
  }

  @Test
  void anAnswerOpensOnlyUnderItsCallAndIsNoCall() {
    String number = here.newNumber();
    byte[] answer = there.sealAnswer(number, CALL);
    assertThat(here.openAnswer(number, answer)).isEqualTo(CALL);
    assertThatThrownBy(() -> here.openAnswer(here.newNumber(), answer))
        .isInstanceOf(CannotOpenException.class);
    assertThat(there.openCall(number, TO, answer)).isEmpty();
    byte[] secret = keyring.seal(CALL, "ws_1/wh_1");
    assertThat(there.openCall(here.newNumber(), TO, secret)).isEmpty();
  }
}
