package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Resolution;
import dev.hookstream.dispatcher.sender.guard.Target;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Timings;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request from resolving the name to the last byte of the response, under one deadline.
 * Confined to its event loop.
 *
 * <pre>
 * resolving → (an idle connection | dialling) → waiting → reading → finished
 *                     └ closed before any byte of a response: dialling, once
 * </pre>
 */
final class Exchange {
  private static final int MAX_DIALS = 3;
  private static final long NANOS_PER_MICRO = 1_000;

  private final Connections connections;
  private final UrlGuard guard;
  private final Unsealer unsealer;
  private final Delivery delivery;
  private final boolean test;
  private final Target target;
  private final Consumer<Attempt> done;
  private final Timings timings = new Timings(-1L, -1L, -1L, -1L, -1L);
  private final ResponseCapture capture = new ResponseCapture();

  private HttpMethod method = HttpMethod.POST;
  private @Nullable RequestHead head;
  private @Nullable PooledConnection connection;
  private @Nullable HttpClientResponse response;
  private List<InetAddress> addresses = List.of();
  private String step = "resolving the name";
  private long at;
  private long began;
  private long timer;
  private boolean reused;
  private boolean redialled;
  private boolean finished;

  Exchange(
      Connections connections,
      UrlGuard guard,
      Unsealer unsealer,
      Delivery delivery,
      boolean test,
      Target target,
      Consumer<Attempt> done) {
    this.connections = connections;
    this.guard = guard;
    this.unsealer = unsealer;
    this.delivery = delivery;
    this.test = test;
    this.target = target;
    this.done = done;
  }

  void start(long now) {
    at = now;
    began = System.nanoTime();
    timer = connections.context().setTimer(Math.max(1, delivery.getTimeoutMs()), id -> late());
    try {
      head = RequestHead.of(delivery, unsealer);
      method = HttpMethod.valueOf(delivery.getMethod());
    } catch (RequestHead.BadHeader | IllegalArgumentException e) {
      fail(new ExchangeFailure(ErrorKind.PROTOCOL, String.valueOf(e.getMessage())));
      return;
    }
    CompletionStage<Resolution> answer = guard.resolve(target);
    if (answer instanceof CompletableFuture<Resolution> known && known.isDone()) {
      resolved(known.join());
    } else {
      answer.thenAccept(found -> connections.context().runOnContext(v -> resolved(found)));
    }
  }

  private void resolved(Resolution resolution) {
    if (finished) {
      return;
    }
    if (resolution instanceof Resolution.Checked checked) {
      timings.setResolved(micros());
      addresses = checked.addresses();
      PooledConnection idle = connections.takeIdle(target, addresses);
      if (idle != null) {
        reused = true;
        request(idle);
      } else {
        dial(0);
      }
    } else if (resolution instanceof Resolution.Forbidden forbidden) {
      fail(
          new ExchangeFailure(
              ErrorKind.URL_REFUSED, "the URL's host is not allowed: " + forbidden.reason()));
    } else if (resolution instanceof Resolution.Unresolved unresolved) {
      fail(new ExchangeFailure(ErrorKind.DNS, unresolved.reason()));
    }
  }

  /** Tries the addresses in turn: nothing has been sent yet, so it is still one attempt. */
  private void dial(int index) {
    step = "connecting";
    reused = false;
    connections
        .dial(target, addresses.get(index))
        .onComplete(
            dialled -> {
              if (dialled.failed()) {
                if (!finished && index + 1 < Math.min(MAX_DIALS, addresses.size())) {
                  dial(index + 1);
                } else {
                  fail(ExchangeFailure.connecting(dialled.cause(), target.authority()));
                }
              } else if (finished) {
                connections.release(dialled.result());
              } else {
                if (target.tls()) {
                  timings.setSecured(micros());
                } else {
                  timings.setConnected(micros());
                }
                request(dialled.result());
              }
            });
  }

  private void request(PooledConnection to) {
    connection = to;
    step = "waiting for the response";
    RequestOptions options = new RequestOptions().setMethod(method).setURI(target.path());
    to.http
        .request(options)
        .onComplete(
            created -> {
              if (created.failed()) {
                broken(created.cause());
              } else if (!finished) {
                write(created.result());
              }
            });
  }

  private void write(HttpClientRequest request) {
    // What went wrong is told by the response's future; without a handler Vert.x logs it as well.
    request.exceptionHandler(failure -> {});
    if (head != null) {
      head.writeTo(request.headers());
    }
    request.response().onComplete(this::answered);
    request.end(body());
  }

  private Buffer body() {
    ByteBuffer body = delivery.getBody().duplicate();
    if (body.hasArray()) {
      return Buffer.buffer(body.remaining())
          .appendBytes(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return Buffer.buffer(bytes);
  }

  private void answered(AsyncResult<HttpClientResponse> result) {
    if (result.failed()) {
      broken(result.cause());
      return;
    }
    if (finished) {
      return;
    }
    step = "reading the response";
    timings.setFirstByte(micros());
    HttpClientResponse answer = result.result();
    response = answer;
    capture.head(answer.headers());
    answer.exceptionHandler(this::broken);
    answer.handler(
        chunk -> {
          if (!finished && !capture.body(chunk)) {
            complete(answer, false);
          }
        });
    answer.endHandler(v -> complete(answer, KeepAlive.allows(answer)));
  }

  private void complete(HttpClientResponse answer, boolean keep) {
    if (finished) {
      return;
    }
    PooledConnection used = connection;
    if (used != null) {
      if (keep) {
        used.keep = KeepAlive.nanos(answer);
        connections.release(used);
      } else {
        used.close();
      }
      connection = null;
    }
    String phrase = answer.statusMessage() == null ? "" : answer.statusMessage();
    finish(AttemptRecord.answered(delivery, test, at, answer.statusCode(), phrase));
  }

  /** An idle connection that the server closes as we write to it says nothing about the server. */
  private void broken(Throwable cause) {
    if (finished) {
      return;
    }
    if (reused && !redialled && response == null && ExchangeFailure.closed(cause)) {
      redialled = true;
      dropConnection();
      dial(0);
      return;
    }
    fail(ExchangeFailure.talking(cause, target.authority()));
  }

  private void late() {
    fail(
        new ExchangeFailure(
            ErrorKind.TIMEOUT,
            "not done within " + delivery.getTimeoutMs() + " ms: cut off while " + step));
  }

  private void fail(ExchangeFailure failure) {
    if (finished) {
      return;
    }
    dropConnection();
    Attempt attempt = AttemptRecord.failed(delivery, test, at, failure);
    if (response != null) {
      attempt.setStatus(response.statusCode());
    }
    finish(attempt);
  }

  private void dropConnection() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private void finish(Attempt attempt) {
    finished = true;
    connections.context().owner().cancelTimer(timer);
    timings.setTotal(micros());
    attempt.setTimings(timings);
    if (head != null) {
      attempt.setRequestHeaders(head.reported());
    }
    attempt.setResponseHeaders(capture.headers());
    attempt.setResponseBody(capture.kept());
    done.accept(attempt);
  }

  private long micros() {
    return (System.nanoTime() - began) / NANOS_PER_MICRO;
  }
}
