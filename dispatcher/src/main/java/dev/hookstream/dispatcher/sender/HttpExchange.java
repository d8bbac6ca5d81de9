package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.dispatcher.sender.guard.Verdict;
import dev.hookstream.dispatcher.trace.AttemptTrace;
import dev.hookstream.dispatcher.trace.Tracing;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Trace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests: one delivery in, one attempt out, for the sender and for test sends alike. Never
 * blocks. Thread-safe; results come on an event loop and must not block it.
 */
public final class HttpExchange implements Exchanges, AutoCloseable {
  private final UrlGuard guard;
  private final Unsealer unsealer;
  private final InstantSource clock;
  private final Tracing traces;
  private final ChannelGroup connections =
      new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
  private final List<EventLoop> loops = new ArrayList<>();
  private final Identities identities;
  private final Tokens tokens;

  /**
   * @param vertx has at least as many event loops as the settings ask for; not closed here
   * @param clock for the time at which an attempt began
   */
  public HttpExchange(
      Vertx vertx,
      ExchangeSettings settings,
      UrlGuard guard,
      Unsealer unsealer,
      InstantSource clock,
      MeterRegistry metrics,
      Tracing traces) {
    this.guard = guard;
    this.unsealer = unsealer;
    this.clock = clock;
    this.traces = traces;
    this.identities = new Identities(settings.trust(), unsealer, clock);
    this.tokens = new Tokens(unsealer, this::fetch, System::nanoTime);
    Tls tls = new Tls(settings.trust());
    Gauge.builder("hookstream.sender.connections.open", connections, ChannelGroup::size)
        .description("Those in use, idle, and being made")
        .register(metrics);
    Counter opened = metrics.counter("hookstream.sender.connections.opened");
    Counter reused = metrics.counter("hookstream.sender.connections.reused");
    for (int i = 0; i < settings.eventLoops(); i++) {
      ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
      loops.add(
          new EventLoop(
              context,
              new Connections(context, tls, connections, settings, opened, reused),
              clock));
    }
  }

  /**
   * Makes the request now, whatever else is in flight.
   *
   * @param test whether the attempt is marked as a test
   * @return never fails: a failure is an attempt that says so
   */
  public CompletionStage<Attempt> send(Delivery delivery, boolean test) {
    CompletableFuture<Attempt> attempt = new CompletableFuture<>();
    send(delivery, test, attempt::complete);
    return attempt;
  }

  @Override
  public void send(Delivery delivery, boolean test, Consumer<Attempt> done) {
    Trace trace = delivery.getRef().getTrace();
    if (trace == null) {
      send(delivery, test, null, done);
      return;
    }
    AttemptTrace traced = traces.attempt(delivery, trace);
    send(
        delivery,
        test,
        traced.sent(),
        attempt -> {
          traced.ended(attempt);
          done.accept(attempt);
        });
  }

  private void send(
      Delivery delivery, boolean test, @Nullable Trace trace, Consumer<Attempt> done) {
    if (guard.check(delivery.getUrl()) instanceof Verdict.Allowed allowed) {
      EventLoop loop = loop(allowed.target());
      Target target = allowed.target();
      Credentials credentials = delivery.getCredentials();
      loop.begin(
          credentials == null
              ? make(loop, delivery, test, target, Extras.of(trace), done)
              : new AuthorizedExchange(
                  loop,
                  identities,
                  tokens,
                  delivery,
                  credentials,
                  test,
                  target,
                  trace,
                  (on, what, to, extras, then) -> make(on, what, test, to, extras, then),
                  done));
    } else {
      // Not in the caller's own stack: it may well call us again with the next one.
      loops.get(0).context.runOnContext(v -> done.accept(refused(delivery, test)));
    }
  }

  private Exchange make(
      EventLoop loop,
      Delivery delivery,
      boolean test,
      Target target,
      Extras extras,
      Consumer<Attempt> done) {
    return new Exchange(loop, guard, unsealer, delivery, test, target, extras, done);
  }

  /** Asks a token server: through the guard, bounded and without redirects, as every request. */
  private void fetch(Delivery request, Consumer<Attempt> done) {
    if (guard.check(request.getUrl()) instanceof Verdict.Allowed allowed) {
      EventLoop loop = loop(allowed.target());
      Extras extras = new Extras(null, null, TokenReply.MOST_READ, null);
      loop.begin(make(loop, request, false, allowed.target(), extras, done));
    } else {
      loops.get(0).context.runOnContext(v -> done.accept(refused(request, false)));
    }
  }

  /** A host stays on one loop, so that its connections are used by one thread. */
  private EventLoop loop(Target target) {
    return loops.get(Math.floorMod(target.host().hashCode(), loops.size()));
  }

  private Attempt refused(Delivery delivery, boolean test) {
    String reason =
        guard.check(delivery.getUrl()) instanceof Verdict.Refused refused ? refused.reason() : "";
    return AttemptRecord.failed(
        delivery, test, clock.millis(), new ExchangeFailure(ErrorKind.URL_REFUSED, reason));
  }

  @Override
  public String hostOf(String url) {
    return guard.check(url) instanceof Verdict.Allowed allowed ? allowed.target().authority() : "";
  }

  /** Closes all connections; exchanges under way fail. */
  @Override
  public void close() {
    var unused = connections.close();
    identities.close();
  }
}
