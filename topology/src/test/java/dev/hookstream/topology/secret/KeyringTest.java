package dev.hookstream.topology.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
  private static final byte[] CLEAR = "whsec_ü".getBytes(UTF_8);

  private final String json = Keyring.generateJson();
  private final Keyring keyring = Keyring.fromJson(json);

  @Test
  void whatIsSealedOpensAgainAlsoInAnotherProcess() {
    byte[] sealed = keyring.seal(CLEAR, "ws/wh_1");
    assertThat(new String(sealed, UTF_8)).doesNotContain("whsec");
    assertThat(Keyring.fromJson(json).open(sealed, "ws/wh_1")).isEqualTo(CLEAR);
  }

  @Test
  void theSameSecretIsSealedDifferentlyEachTime() {
    assertThat(keyring.seal(CLEAR, "c")).isNotEqualTo(keyring.seal(CLEAR, "c"));
  }

  @Test
  void whatIsSealedForOneEndpointDoesNotOpenForAnother() {
    byte[] sealed = keyring.seal(CLEAR, "ws/wh_1");
    assertThatThrownBy(() -> keyring.open(sealed, "ws/wh_2"))
        .isInstanceOf(CannotOpenException.class)
        .hasMessageContaining("ws/wh_2");
  }

  @Test
  void aWrongKeyOrAChangedByteIsSaidInWords() {
    byte[] sealed = keyring.seal(CLEAR, "c");
    Keyring other = Keyring.fromJson(Keyring.generateJson());
    assertThatThrownBy(() -> other.open(sealed, "c"))
        .isInstanceOf(CannotOpenException.class)
        .hasMessageContaining("not in this installation's keyset");
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> keyring.open(sealed, "c")).isInstanceOf(CannotOpenException.class);
    assertThatThrownBy(() -> keyring.open(new byte[0], "c"))
        .isInstanceOf(CannotOpenException.class);
  }

  @Test
  void afterARotationTheNewKeySealsAndTheOldOneStillOpens() {
    byte[] old = keyring.seal(CLEAR, "c");
    Keyring rotated = Keyring.fromJson(Keyring.rotateJson(json));
    assertThat(rotated.open(old, "c")).isEqualTo(CLEAR);
    byte[] fresh = rotated.seal(CLEAR, "c");
    assertThat(rotated.open(fresh, "c")).isEqualTo(CLEAR);
    assertThatThrownBy(() -> keyring.open(fresh, "c")).isInstanceOf(CannotOpenException.class);
  }

  @Test
  void whichKeySealedCanBeToldWithoutAKey() {
    Keyring rotated = Keyring.fromJson(Keyring.rotateJson(json));
    String old = Keyring.keyIdOf(keyring.seal(CLEAR, "c"));
    String fresh = Keyring.keyIdOf(rotated.seal(CLEAR, "c"));
    assertThat(keyring.keyIds()).containsExactly(old);
    assertThat(rotated.keyIds()).containsExactlyInAnyOrder(old, fresh);
    assertThatThrownBy(() -> Keyring.keyIdOf(CLEAR)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "not a keyset s3cret", "{\"primaryKeyId\":1,\"key\":[]}"})
  void whatIsNoKeysetIsRefusedWithoutBeingQuoted(String text) {
    assertThatThrownBy(() -> Keyring.fromJson(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a Tink keyset")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }
}
