package dev.hookstream.dispatcher.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.PeerCalls;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the instance that can answer: this one, or another over HTTP. An instance that was asked
 * answers from its own state or not at all, so that a call is never passed on. For any thread.
 */
public final class Peers implements PeerCalls {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final String self;
  private final PeerSeal seal;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private volatile Supplier<Optional<String>> silence = Optional::empty;
  private final Map<String, Known<?, ?>> known = new ConcurrentHashMap<>();

  /** How this instance answers. */
  public interface Here<A, R> {
    /** An answer from this instance's own state; NotReadyException where it is not here. */
    CompletionStage<R> answer(String workspace, A asked);
  }

  private record Known<A, R>(Question<A, R> question, Here<A, R> here) {}

  /**
   * Nothing can be asked before {@link #answer} says how.
   *
   * @param self what this instance advertises, host:port
   */
  public Peers(String self, Keyring keyring, InstantSource clock) {
    this.self = self;
    this.seal = new PeerSeal(keyring, clock);
  }

  /**
   * Says when this instance must not answer, though it could: its state may be old.
   *
   * @param silence why, in words; empty where it may
   */
  public void onlyWithout(Supplier<Optional<String>> silence) {
    this.silence = silence;
  }

  /** Says how a question is answered here. */
  public <A, R> void answer(Question<A, R> question, Here<A, R> here) {
    known.put(question.name(), new Known<>(question, here));
  }

  /** Asks, and waits for the answer; fails as {@link #ask} does. */
  public <A, R> R now(Owners owners, Question<A, R> question, String workspace, A asked) {
    try {
      return ask(owners, question, workspace, asked).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Asks who has the workspace.
   *
   * @return completes exceptionally with {@link NotReadyException} where there is no answer now,
   *     and with IllegalArgumentException where the question was refused
   */
  public <A, R> CompletionStage<R> ask(
      Owners owners, Question<A, R> question, String workspace, A asked) {
    Optional<String> elsewhere;
    try {
      elsewhere = owners.elsewhere(workspace);
    } catch (NotReadyException e) {
      return CompletableFuture.failedFuture(e);
    }
    return elsewhere.isPresent()
        ? call(elsewhere.get(), question, workspace, asked)
        : here(question.name(), workspace, asked);
  }

  @SuppressWarnings("unchecked") // answer() has put them in together.
  private <A, R> CompletionStage<R> here(String name, String workspace, A asked) {
    Optional<String> why = silence.get();
    if (why.isPresent()) {
      return CompletableFuture.failedFuture(new NotReadyException(why.get()));
    }
    Known<A, R> found = (Known<A, R>) known.get(name);
    if (found == null) {
      return CompletableFuture.failedFuture(
          new NotReadyException("the instance does not know the question " + name));
    }
    try {
      return found.here().answer(workspace, asked);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <A, R> CompletionStage<R> call(
      String to, Question<A, R> question, String workspace, A asked) {
    ObjectNode call =
        PeerJson.MAPPER
            .createObjectNode()
            .put("question", question.name())
            .put("workspace", workspace);
    call.set("asked", PeerJson.MAPPER.valueToTree(asked));
    String number = seal.newNumber();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + to + PATH))
            .timeout(question.patience())
            .header("Content-Type", "application/octet-stream")
            .header(NUMBER, number)
            .POST(BodyPublishers.ofByteArray(seal.sealCall(number, to, bytes(call))))
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .handle(
            (response, failed) -> {
              if (failed != null) {
                log.atDebug().setCause(failed).addKeyValue("peer", to).log("No answer");
                throw new NotReadyException(
                    "the instance that has the workspace's state does not answer; try again soon",
                    failed);
              }
              return read(to, number, question, response);
            });
  }

  private <R> R read(
      String to, String number, Question<?, R> question, HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      log.atWarn()
          .addKeyValue("peer", to)
          .addKeyValue("status", response.statusCode())
          .log(
              "Another instance refused a call; where it says 401, keysets or clocks differ, or"
                  + " what it advertises");
      throw new NotReadyException(
          "the instance that has the workspace's state cannot be asked now");
    }
    try {
      JsonNode answer = PeerJson.MAPPER.readTree(seal.openAnswer(number, response.body()));
      if (answer.has("not_ready")) {
        throw new NotReadyException(answer.path("not_ready").asText());
      }
      if (answer.has("refused")) {
        throw new IllegalArgumentException(answer.path("refused").asText());
      }
      return PeerJson.MAPPER.convertValue(answer.path("answer"), question.answers());
    } catch (IOException | CannotOpenException e) {
      throw new NotReadyException("another instance gave an answer that cannot be read", e);
    }
  }

  @Override
  public Optional<CompletionStage<byte[]>> answer(String number, byte[] parcel) {
    return seal.openCall(number, self, parcel)
        .map(call -> answer(call).thenApply(answer -> seal.sealAnswer(number, bytes(answer))));
  }

  private CompletionStage<ObjectNode> answer(byte[] bytes) {
    CompletionStage<Object> answer;
    try {
      JsonNode call = PeerJson.MAPPER.readTree(bytes);
      String name = call.path("question").asText();
      Known<?, ?> found = known.get(name);
      Object asked =
          found == null
              ? call
              : PeerJson.MAPPER.treeToValue(call.path("asked"), found.question().asks());
      answer = here(name, call.path("workspace").asText(), asked);
    } catch (IOException e) {
      answer =
          CompletableFuture.failedFuture(new NotReadyException("a call that cannot be read", e));
    }
    return answer.handle(Peers::answered);
  }

  private static ObjectNode answered(Object answer, Throwable failed) {
    ObjectNode json = PeerJson.MAPPER.createObjectNode();
    if (failed == null) {
      json.set("answer", PeerJson.MAPPER.valueToTree(answer));
      return json;
    }
    Throwable cause =
        failed instanceof CompletionException && failed.getCause() != null
            ? failed.getCause()
            : failed;
    if (cause instanceof IllegalArgumentException) {
      return json.put("refused", String.valueOf(cause.getMessage()));
    }
    if (cause instanceof NotReadyException) {
      return json.put("not_ready", String.valueOf(cause.getMessage()));
    }
    log.atError().setCause(cause).log("Another instance's call failed");
    return json.put("not_ready", "the instance that has the workspace's state failed to answer");
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return PeerJson.MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
