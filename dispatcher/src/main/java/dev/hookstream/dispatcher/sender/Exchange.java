package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Resolution;
import dev.hookstream.dispatcher.sender.guard.Target;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Timings;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.net.InetAddress;
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
final class Exchange extends Deadline implements Reply {
  private static final int MAX_DIALS = 3;
  private static final long NANOS_PER_MICRO = 1_000;

  private final EventLoop loop;
  private final UrlGuard guard;
  private final Unsealer unsealer;
  private final Delivery delivery;
  private final boolean test;
  private final Target target;
  private final Consumer<Attempt> done;
  private final Timings timings = new Timings(-1L, -1L, -1L, -1L, -1L);
  private final ResponseCapture capture = new ResponseCapture();

  private @Nullable RequestHead head;
  private @Nullable PooledConnection connection;
  private @Nullable HttpResponse response;
  private List<InetAddress> addresses = List.of();
  private String step = "resolving the name";
  private long at;
  private long began;
  private boolean reused;
  private boolean redialled;
  private boolean finished;

  Exchange(
      EventLoop loop,
      UrlGuard guard,
      Unsealer unsealer,
      Delivery delivery,
      boolean test,
      Target target,
      Consumer<Attempt> done) {
    this.loop = loop;
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
    loop.deadlines.add(this, delivery.getTimeoutMs(), began);
    try {
      if (!HeaderRules.isName(delivery.getMethod())) {
        throw new RequestHead.BadHeader("the method is none that HTTP allows");
      }
      head = RequestHead.of(delivery, unsealer);
    } catch (RequestHead.BadHeader e) {
      fail(new ExchangeFailure(ErrorKind.PROTOCOL, String.valueOf(e.getMessage())));
      return;
    }
    CompletionStage<Resolution> answer = guard.resolve(target);
    if (answer instanceof CompletableFuture<Resolution> known && known.isDone()) {
      resolved(known.join());
    } else {
      answer.thenAccept(found -> loop.context.runOnContext(v -> resolved(found)));
    }
  }

  private void resolved(Resolution resolution) {
    if (finished) {
      return;
    }
    if (resolution instanceof Resolution.Checked checked) {
      timings.setResolved(micros());
      addresses = checked.addresses();
      PooledConnection idle = loop.connections.takeIdle(target, addresses);
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
    loop.connections.dial(
        target,
        addresses.get(index),
        dialled -> {
          if (dialled.failed()) {
            if (!finished && index + 1 < Math.min(MAX_DIALS, addresses.size())) {
              dial(index + 1);
            } else {
              fail(ExchangeFailure.connecting(dialled.cause(), target.authority()));
            }
          } else if (finished) {
            loop.connections.release(dialled.result());
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
    String method = delivery.getMethod();
    List<String> headers = head == null ? List.of() : head.wire();
    to.send(
        loop.writer.write(to, method, target, headers, delivery.getBody()),
        method.equals("HEAD"),
        this);
  }

  @Override
  public void head(HttpResponse answer) {
    step = "reading the response";
    timings.setFirstByte(micros());
    response = answer;
    capture.head(answer.headers());
  }

  @Override
  public void body(ByteBuf part) {
    if (!capture.body(part)) {
      complete(false);
    }
  }

  @Override
  public void end() {
    complete(response != null && KeepAlive.allows(response));
  }

  private void complete(boolean keep) {
    HttpResponse answer = response;
    PooledConnection used = connection;
    if (finished || answer == null || used == null) {
      return;
    }
    connection = null;
    if (keep && used.reusable()) {
      used.keep = KeepAlive.nanos(answer);
      loop.connections.release(used);
    } else {
      used.close();
    }
    finish(
        AttemptRecord.answered(
            delivery, test, at, answer.status().code(), answer.status().reasonPhrase()));
  }

  /** An idle connection that the server closes as we write to it says nothing about the server. */
  @Override
  public void broken(Throwable cause) {
    if (finished) {
      return;
    }
    boolean unheard = connection != null && !connection.heard();
    if (reused && !redialled && unheard && ExchangeFailure.closed(cause)) {
      redialled = true;
      dropConnection();
      dial(0);
      return;
    }
    fail(ExchangeFailure.talking(cause, target.authority()));
  }

  @Override
  void late() {
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
      attempt.setStatus(response.status().code());
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
    loop.deadlines.remove(this);
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
