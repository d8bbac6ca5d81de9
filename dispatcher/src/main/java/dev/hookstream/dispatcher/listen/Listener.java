package dev.hookstream.dispatcher.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens over one connection at a time, which it makes again when it breaks, and goes on behind
 * what it has handed over. {@link #run} on one thread, {@link #close} from any.
 */
public final class Listener implements AutoCloseable {
  /** Three signs of life that did not come. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Set<Integer> FINAL = Set.of(400, 401, 403, 404, 405, 422);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final Supplier<HttpRequest.Builder> request;
  private final Heard heard;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable MessageStream current;
  private @Nullable String place;
  private Duration pause = FIRST_PAUSE;
  private boolean connectedOnce;

  /** What is told, on the thread of {@link #run}. */
  public interface Heard {
    /** The stream is there, for the first time or once more. */
    void listening(JsonNode hello);

    /** An event; the next is not read before this returns. */
    void event(JsonNode event) throws InterruptedException;

    /** Events that were passed over: {@code since}, {@code until}, {@code most}. */
    void missed(JsonNode missed);

    /** The server waits for something: {@code reason}. */
    void waiting(JsonNode waiting);

    /** The connection is lost, and is made again after a pause. */
    void lost(String why, Duration pause);
  }

  /** The server will not have us: a problem, as the API has it. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonNode problem;

    RefusedException(int status, JsonNode problem) {
      super("refused with " + status);
      this.status = status;
      this.problem = problem;
    }

    /** The status of the answer. */
    public int status() {
      return status;
    }

    /** The problem's fields. */
    public JsonNode problem() {
      return problem;
    }
  }

  /**
   * Connects to nothing yet.
   *
   * @param request makes a request with the address and the key on it
   */
  public Listener(Supplier<HttpRequest.Builder> request, Heard heard) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    this.request = request;
    this.heard = heard;
  }

  /**
   * Listens until it is closed or refused.
   *
   * @throws IOException where the first connection cannot be made; later ones are made again
   */
  public void run() throws IOException, RefusedException, InterruptedException {
    while (closed.getCount() > 0) {
      try (MessageStream stream = connect()) {
        current = stream;
        connectedOnce = true;
        while (closed.getCount() > 0) {
          take(stream.next(SILENCE));
        }
      } catch (IOException e) {
        if (closed.getCount() > 0) {
          if (!connectedOnce) {
            throw e;
          }
          pauseAfter(e);
        }
      } finally {
        current = null;
      }
    }
  }

  private void pauseAfter(IOException e) throws InterruptedException {
    // Not all who were listening to an instance that went come back in the same moment.
    long millis = pause.toMillis() / 2;
    Duration wait = Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis + 1));
    String message = e.getMessage();
    heard.lost(message == null ? e.getClass().getSimpleName() : message, wait);
    pause = pause.multipliedBy(2);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    var unused = closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private MessageStream connect() throws IOException, RefusedException, InterruptedException {
    HttpRequest.Builder asked = request.get().timeout(ANSWER).GET();
    if (place != null) {
      asked.header("Last-Event-ID", place);
    }
    HttpResponse<InputStream> answer = client.send(asked.build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() == 200) {
      return new MessageStream(answer.body());
    }
    JsonNode problem;
    try (InputStream body = answer.body()) {
      problem = JSON.readTree(new String(body.readNBytes(64 * 1024), StandardCharsets.UTF_8));
    } catch (IOException e) {
      problem = JSON.createObjectNode();
    }
    if (FINAL.contains(answer.statusCode()) || !connectedOnce) {
      throw new RefusedException(answer.statusCode(), problem);
    }
    throw new IOException(
        "the server answers " + answer.statusCode() + " " + problem.path("detail").asText());
  }

  private void take(Message message) throws IOException, RefusedException, InterruptedException {
    JsonNode data = JSON.readTree(message.data());
    switch (message.event()) {
      case "listening" -> {
        pause = FIRST_PAUSE;
        heard.listening(data);
      }
      case "event" -> heard.event(data);
      case "missed" -> heard.missed(data);
      case "waiting" -> heard.waiting(data);
      case "end" -> throw new RefusedException(data.path("status").asInt(), data);
      default -> {
        // A bare place, or what a later version says.
      }
    }
    if (!message.id().isEmpty()) {
      place = message.id();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    MessageStream stream = current;
    if (stream != null) {
      stream.close();
    }
  }
}
