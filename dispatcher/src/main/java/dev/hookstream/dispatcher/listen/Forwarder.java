package dev.hookstream.dispatcher.listen;

import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Signer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to a program on this machine as the contract's webhooks are posted, one after the
 * other. Confined to one thread, as the signer is.
 */
public final class Forwarder {
  private static final int SHOWN_BYTES = 2_000;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI to;
  private final Signer signer;
  private final Duration timeout;
  private final InstantSource clock;

  /**
   * What the program said.
   *
   * @param status 0 where there was no answer
   * @param body its first 2,000 bytes
   * @param error why there was none, in words
   */
  public record Answer(int status, long millis, String body, @Nullable String error) {
    /** Whether it took the event. */
    public boolean taken() {
      return status / 100 == 2;
    }
  }

  /**
   * Sends nothing yet.
   *
   * @param timeout for the whole exchange
   */
  public Forwarder(URI to, Signer signer, Duration timeout, InstantSource clock) {
    this.to = to;
    this.signer = signer;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** Posts one event, once, and waits for its end. */
  public Answer forward(String eventId, String body) throws InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .POST(BodyPublishers.ofByteArray(bytes))
            .header("webhook-delivery-id", "listen_" + eventId)
            .header("webhook-attempt", "1");
    for (Header header : signer.sign(eventId, clock.millis(), bytes)) {
      request.header(header.getName(), header.getValue());
    }
    long begun = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> asked =
        client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    try {
      HttpResponse<byte[]> answer = asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      byte[] came = answer.body();
      String text = new String(came, 0, Math.min(came.length, SHOWN_BYTES), StandardCharsets.UTF_8);
      return new Answer(answer.statusCode(), millisSince(begun), text, null);
    } catch (TimeoutException e) {
      asked.cancel(true);
      String why = "no answer within " + timeout.toMillis() / 1000.0 + " s";
      return new Answer(0, millisSince(begun), "", why);
    } catch (ExecutionException e) {
      return new Answer(0, millisSince(begun), "", words(e.getCause()));
    }
  }

  private String words(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return "nothing listens at " + to;
    }
    String message = cause instanceof IOException ? cause.getMessage() : String.valueOf(cause);
    return message == null ? "the connection broke" : message;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
