package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Resolution;
import dev.hookstream.dispatcher.sender.guard.Target;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.dispatcher.trace.LogIds;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, from resolving the name to the last byte of the response, under one deadline. It
 * always ends in an attempt. Confined to its event loop.
 *
 * <pre>
 * resolving → (an idle connection | dialling) → waiting → reading → finished
 *                     └ closed before any byte of a response: dialling, once
 * </pre>
 */
final class Exchange extends Deadline implements Startable, Reply, Dial.Caller {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);
  private static final long NANOS_PER_MICRO = 1_000;

  private final EventLoop loop;
  private final UrlGuard guard;
  private final Unsealer unsealer;
  private final Delivery delivery;
  private final boolean test;
  private final Target target;
  private final Extras extras;
  private final Consumer<Attempt> done;
  private final Timings timings = new Timings(-1L, -1L, -1L, -1L, -1L);
  private final ResponseCapture capture;

  private @Nullable RequestHead head;
  private @Nullable Dial dial;
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
      Extras extras,
      Consumer<Attempt> done) {
    this.loop = loop;
    this.guard = guard;
    this.unsealer = unsealer;
    this.delivery = delivery;
    this.test = test;
    this.target = target;
    this.extras = extras;
    this.capture = new ResponseCapture(extras.kept());
    this.done = done;
  }

  @Override
  public void start(long now) {
    at = now;
    began = System.nanoTime();
    safely(this::resolve);
  }

  /** What is thrown here must strand neither this exchange nor its neighbours. */
  private void safely(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      thrown(e, "a request failed here; its attempt says so");
      fail(ExchangeFailure.internal(e));
    }
  }

  private void thrown(Throwable e, String what) {
    LogIds.of(log.atError(), delivery.getRef(), delivery.getAttempt()).setCause(e).log(what);
  }

  private void resolve() {
    loop.deadlines.add(this, delivery.getTimeoutMs(), began);
    try {
      head = RequestHead.of(delivery, unsealer, extras.token(), extras.trace());
    } catch (RequestHead.BadHeader e) {
      fail(new ExchangeFailure(ErrorKind.PROTOCOL, String.valueOf(e.getMessage())));
      return;
    }
    CompletionStage<Resolution> answer = guard.resolve(target);
    if (answer instanceof CompletableFuture<Resolution> known && known.isDone()) {
      resolved(known.join());
    } else {
      answer.thenAccept(found -> loop.context.runOnContext(v -> safely(() -> resolved(found))));
    }
  }

  private void resolved(Resolution resolution) {
    if (finished) {
      return;
    }
    if (resolution instanceof Resolution.Checked checked) {
      timings.setResolved(micros());
      addresses = checked.addresses();
      PooledConnection idle = loop.connections.takeIdle(target, extras.identity(), addresses);
      if (idle != null) {
        reused = true;
        request(idle);
      } else {
        dial();
      }
    } else {
      fail(ExchangeFailure.noAddress(resolution));
    }
  }

  private void dial() {
    step = "connecting";
    reused = false;
    dial = new Dial(loop.connections, target, extras.identity(), addresses, this);
    dial.start();
  }

  @Override
  public void connected() {
    timings.setConnected(micros());
    step = target.tls() ? "securing the connection" : step;
  }

  @Override
  public void dialled(PooledConnection made) {
    dial = null;
    if (target.tls()) {
      timings.setSecured(micros());
    }
    connection = made;
    safely(() -> request(made));
  }

  @Override
  public void unreachable(ExchangeFailure failure) {
    dial = null;
    fail(failure);
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
    safely(
        () -> {
          step = "reading the response";
          timings.setFirstByte(micros());
          response = answer;
          capture.head(answer.headers());
        });
  }

  @Override
  public void body(ByteBuf part) {
    safely(
        () -> {
          if (!capture.body(part)) {
            complete(false);
          }
        });
  }

  @Override
  public void end() {
    safely(() -> complete(response != null && KeepAlive.allows(response)));
  }

  private void complete(boolean keep) {
    HttpResponse answer = response;
    PooledConnection used = connection;
    if (finished || answer == null || used == null) {
      return;
    }
    if (keep && used.reusable()) {
      used.keep = KeepAlive.nanos(answer);
      connection = null;
      loop.connections.release(used);
    } else {
      dropConnection();
    }
    finish(
        AttemptRecord.answered(
            delivery,
            test,
            at,
            answer.status().code(),
            head == null ? "" : head.redaction().text(answer.status().reasonPhrase())));
  }

  @Override
  public void broken(Throwable cause) {
    safely(() -> lost(cause));
  }

  private void lost(Throwable cause) {
    if (finished) {
      return;
    }
    if (cause instanceof PooledConnection.TooMuch && response != null) {
      complete(false); // as with a body of which we read no more: the status decides
      return;
    }
    // An idle connection that the server closes as we write to it says nothing about the server.
    boolean unheard = connection != null && !connection.heard();
    if (reused && !redialled && unheard && ExchangeFailure.closed(cause)) {
      redialled = true;
      dropConnection();
      dial();
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
    if (dial != null) {
      dial.cancel();
      dial = null;
    }
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
    RequestHead sent = head;
    if (sent != null) {
      tried(() -> capture.report(attempt, sent), "the body of a response cannot be kept");
    }
    tried(() -> done.accept(attempt), "whoever waits for an attempt failed when it came");
  }

  private void tried(Runnable work, String otherwise) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      thrown(e, otherwise);
    }
  }

  private long micros() {
    return (System.nanoTime() - began) / NANOS_PER_MICRO;
  }
}
