package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.EraseWorkspace;
import dev.hookstream.schemas.Note;
import dev.hookstream.schemas.OutcomeKind;
import dev.hookstream.schemas.RestoreEndpoint;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.UseContract;
import dev.hookstream.topology.settings.AuditTrail;
import dev.hookstream.topology.settings.ChangeListener.Result;
import dev.hookstream.topology.settings.SettingsKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFlowTest {
  @TempDir Path state;

  private static List<String> trail(Dispatch dispatch) {
    return dispatch.read(Topic.AUDIT, AuditEntry.class).stream()
        .map(e -> e.getAction() + " " + e.getTarget() + " " + e.getDetails() + " " + e.getBy())
        .toList();
  }

  private static List<String> stored(Dispatch dispatch, String workspace) {
    KeyValueStore<String, AuditEntry> store = dispatch.driver().getKeyValueStore(AuditTrail.STORE);
    List<String> found = new ArrayList<>();
    try (var range = store.range(SettingsKeys.first(workspace), SettingsKeys.last(workspace))) {
      range.forEachRemaining(entry -> found.add(entry.value.getAction()));
    }
    return found;
  }

  private static SealedSecret secret(String text, long createdAt, @Nullable Long expiresAt) {
    byte[] sealed = Dispatch.KEYRING.seal(text.getBytes(StandardCharsets.UTF_8), "wh_a");
    return new SealedSecret(ByteBuffer.wrap(sealed), createdAt, expiresAt);
  }

  @Test
  void whatIsDoneIsOnRecordWithoutAnyValueAndWhatIsRefusedIsNot() {
    try (Dispatch dispatch = new Dispatch(state)) {
      Endpoint endpoint = Dispatch.endpoint("wh_a", "standard");
      dispatch.put(endpoint);
      endpoint.setUrl("https://example.test/token-in-a-url");
      endpoint.setDescription("x");
      dispatch.put(endpoint);
      dispatch.put(endpoint, 77L, false);
      endpoint.setSecrets(List.of(secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", 5, null)));
      dispatch.put(endpoint);
      endpoint.setSecrets(List.of(secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", 5, null)));
      dispatch.put(endpoint);
      dispatch.change("ws", new Note("webhook.secret_revealed", "wh_a", Map.of()));
      dispatch.advance(Duration.ofSeconds(1));
      dispatch.delete("wh_a");
      assertThat(trail(dispatch))
          .containsExactly(
              "webhook.created wh_a {} test",
              "webhook.changed wh_a {fields=url,description} test",
              "webhook.secret_changed wh_a {fields=secrets} test",
              "webhook.resealed wh_a {fields=} test",
              "webhook.secret_revealed wh_a {} test",
              "webhook.deleted wh_a {} test");
      assertThat(stored(dispatch, "ws")).hasSize(6).startsWith("webhook.deleted");
    }
  }

  @Test
  void theStoreForgetsWhatIsTooOld() {
    try (Dispatch dispatch = new Dispatch(state)) {
      for (int i = 0; i < 15; i++) {
        dispatch.change("ws", new Note("old", null, Map.of()));
      }
      dispatch.advance(Duration.ofDays(91));
      dispatch.change("ws", new Note("new", null, Map.of()));
      assertThat(stored(dispatch, "ws")).hasSize(6).startsWith("new");
      dispatch.change("ws", new Note("new", null, Map.of()));
      assertThat(stored(dispatch, "ws")).containsExactly("new", "new");
    }
  }

  @Test
  void oneEndpointMoreThanAllowedIsRefusedAndAChangeIsNot() {
    try (Dispatch dispatch = new Dispatch(state)) {
      for (int i = 0; i < Dispatch.MAX_WEBHOOKS; i++) {
        dispatch.put(Dispatch.endpoint("wh_" + i, "standard"));
      }
      assertThat(dispatch.put(Dispatch.endpoint("wh_more", "standard")))
          .isEqualTo(new Result.OverQuota("webhooks", Dispatch.MAX_WEBHOOKS));
      assertThat(dispatch.put(Dispatch.endpoint("wh_7", "standard")))
          .isInstanceOf(Result.Applied.class);
      dispatch.delete("wh_7");
      assertThat(dispatch.put(Dispatch.endpoint("wh_more", "standard")))
          .isInstanceOf(Result.Applied.class);
    }
  }

  @Test
  void whatIsRestoredIsAsItWasAndNothingIsPutOverWhatIsThere() {
    try (Dispatch dispatch = new Dispatch(state)) {
      Endpoint endpoint = Dispatch.endpoint("wh_a", "standard");
      endpoint.setRevision(7);
      endpoint.setStatus(EndpointStatus.DISABLED);
      endpoint.setDisabledReason("410 Gone");
      endpoint.setDisabledAt(11L);
      endpoint.setUpdatedAt(12);
      Endpoint asItWas = Endpoint.newBuilder(endpoint).build();
      assertThat(dispatch.change("ws", new RestoreEndpoint(endpoint)))
          .isEqualTo(new Result.Applied(asItWas));
      assertThat(dispatch.driver().getKeyValueStore(SettingsKeys.ENDPOINTS).get("ws\0wh_a"))
          .isEqualTo(asItWas);
      assertThat(trail(dispatch)).containsExactly("webhook.restored wh_a {} test");
      assertThat(dispatch.change("ws", new RestoreEndpoint(endpoint)))
          .isEqualTo(new Result.Conflict(7));
      Endpoint foreign = Dispatch.endpoint("wh_b", "standard");
      assertThat(dispatch.change("elsewhere", new RestoreEndpoint(foreign)))
          .isInstanceOf(Result.Refused.class);
    }
  }

  @Test
  void anErasedWorkspaceIsForgottenWithWhatWaitsForIt() {
    try (Dispatch dispatch = new Dispatch(state)) {
      Endpoint limited = Dispatch.endpoint("wh_a", "standard");
      limited.setMaxInFlight(1);
      dispatch.put(limited);
      dispatch.put(Dispatch.endpoint("wh_b", "standard"));
      dispatch.change("ws", new UseContract("aresgen"));
      for (int i = 0; i < 5; i++) {
        dispatch.event("evt_" + i, "a.b", "{}");
      }
      List<Delivery> out = dispatch.deliveries();
      dispatch.change("ws", new EraseWorkspace());
      dispatch.advance(Duration.ofSeconds(1));
      assertThat(dispatch.outcomes())
          .hasSize(4)
          .allMatch(o -> o.getKind() == OutcomeKind.DISCARDED);
      assertThat(stored(dispatch, "ws")).containsExactly("workspace.erased");
      assertThat(trail(dispatch)).endsWith("workspace.erased ws {webhooks=2} test");
      dispatch.answer(out.get(0), 500);
      dispatch.advance(Duration.ofHours(1));
      dispatch.event("evt_9", "a.b", "{}");
      assertThat(dispatch.deliveries()).isEmpty();
      assertThat(dispatch.retries()).isEmpty();
      assertThat(dispatch.driver().getKeyValueStore(SettingsKeys.WORKSPACES).get("ws")).isNull();
    }
  }

  @Test
  void aLongAuditIsErasedSomeAtATimeAndNoneOfItIsSeenMeanwhile() {
    try (Dispatch dispatch = new Dispatch(state)) {
      for (int i = 0; i < 2_500; i++) {
        dispatch.change("ws", new Note("old", null, Map.of()));
      }
      dispatch.change("ws2", new Note("another's", null, Map.of()));
      dispatch.change("ws", new EraseWorkspace());
      dispatch.change("ws", new Note("new", null, Map.of()));
      assertThat(stored(dispatch, "ws")).hasSizeGreaterThan(1_500);
      assertThat(seen(dispatch, "ws")).containsExactlyInAnyOrder("new", "workspace.erased");
      for (int i = 0; i < 3; i++) {
        dispatch.advance(Duration.ofMillis(100));
      }
      assertThat(stored(dispatch, "ws")).containsExactlyInAnyOrder("new", "workspace.erased");
      assertThat(seen(dispatch, "ws")).containsExactlyInAnyOrder("new", "workspace.erased");
      assertThat(stored(dispatch, "ws2")).containsExactly("another's");
    }
  }

  private static List<String> seen(Dispatch dispatch, String workspace) {
    KeyValueStore<String, AuditEntry> store = dispatch.driver().getKeyValueStore(AuditTrail.STORE);
    return AuditTrail.entries(store, workspace, null, 10).stream()
        .map(AuditEntry::getAction)
        .toList();
  }

  @Test
  void whereOneSignatureFitsTheFirstValidSecretSignsAndTheNextAfterIt() {
    try (Dispatch dispatch = new Dispatch(state)) {
      Endpoint endpoint = Dispatch.endpoint("wh_a", "arka");
      long end = dispatch.now() + 60_000;
      endpoint.setSecrets(List.of(secret("old", 1, end), secret("new", 2, null)));
      dispatch.put(endpoint);
      String type = "subscription.updated";
      dispatch.event("evt_1", type, "{}");
      dispatch.advance(Duration.ofMinutes(1));
      dispatch.event("evt_2", type, "{}");
      List<Delivery> deliveries = dispatch.deliveries();
      assertThat(signature(deliveries.get(0))).isEqualTo(hmac("old", deliveries.get(0)));
      assertThat(signature(deliveries.get(1))).isEqualTo(hmac("new", deliveries.get(1)));
      // What has ended is dropped with the next change.
      dispatch.put(endpoint);
      KeyValueStore<String, Endpoint> store =
          dispatch.driver().getKeyValueStore(SettingsKeys.ENDPOINTS);
      assertThat(store.get(SettingsKeys.endpoint("ws", "wh_a")).getSecrets()).hasSize(1);
    }
  }

  private static String signature(Delivery delivery) {
    return Sent.headers(delivery).get("X-Arka-Signature");
  }

  private static String hmac(String secret, Delivery delivery) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(delivery.getBody().duplicate());
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
