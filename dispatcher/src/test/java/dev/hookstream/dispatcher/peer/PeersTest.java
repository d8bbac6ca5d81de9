package dev.hookstream.dispatcher.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final String SELF = "10.0.0.7:8080";
  private static final Question<String, String> WHO =
      Question.of("who", String.class, new TypeReference<>() {});

  private final Keyring keyring = Keyring.fromJson(Keyring.generateJson());
  private final Instant now = Instant.parse("2026-05-11T08:14:22.184Z");
  private final PeerSeal there = new PeerSeal(keyring, () -> now);
  private final Peers peers = new Peers(SELF, keyring, () -> now);
  private Optional<String> silence = Optional.empty();

  private JsonNode asked() throws IOException {
    String number = there.newNumber();
    byte[] call =
        "{\"question\":\"who\",\"workspace\":\"ws\",\"asked\":\"x\"}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] answer =
        peers
            .answer(number, there.sealCall(number, SELF, call))
            .orElseThrow()
            .toCompletableFuture()
            .join();
    return PeerJson.MAPPER.readTree(there.openAnswer(number, answer));
  }

  @Test
  void whoHasNotHeardOfKafkaForTooLongTellsTheOthersNothingOld() throws IOException {
    peers.answer(WHO, (workspace, asked) -> CompletableFuture.completedFuture("me " + workspace));
    peers.onlyWithout(() -> silence);
    assertThat(asked().path("answer").asText()).isEqualTo("me ws");
    silence = Optional.of("Kafka has not been heard of");
    assertThat(asked().has("answer")).isFalse();
    assertThat(asked().path("not_ready").asText()).isEqualTo("Kafka has not been heard of");
    silence = Optional.empty();
    assertThat(asked().path("answer").asText()).isEqualTo("me ws");
  }
}
