package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import dev.hookstream.dispatcher.trace.LogIds;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ClientCertificate;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.OAuth2Client;
import dev.hookstream.schemas.Trace;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange that needs a client certificate or a token first, all under the delivery's deadline.
 * Where the receiver refuses the token with 401, a new one is fetched and the request made again,
 * once: it is the same attempt. Confined to its event loop.
 */
final class AuthorizedExchange extends Deadline implements Startable {
  private static final Logger log = LoggerFactory.getLogger(AuthorizedExchange.class);
  private static final int UNAUTHORIZED = 401;

  /** Makes the exchange itself. */
  interface Maker {
    Exchange make(
        EventLoop loop, Delivery delivery, Target to, Extras extras, Consumer<Attempt> done);
  }

  private final EventLoop loop;
  private final Identities identities;
  private final Tokens tokens;
  private final Delivery delivery;
  private final Credentials credentials;
  private final boolean test;
  private final Target target;
  private final @Nullable Trace trace;
  private final Maker maker;
  private final Consumer<Attempt> done;
  private @Nullable Identity identity;
  private @Nullable Exchange exchange;
  private @Nullable String token;
  private String step = "making the client certificate ready";
  private long at;
  private long began;
  private boolean renewed;
  private boolean late;
  private boolean finished;

  AuthorizedExchange(
      EventLoop loop,
      Identities identities,
      Tokens tokens,
      Delivery delivery,
      Credentials credentials,
      boolean test,
      Target target,
      @Nullable Trace trace,
      Maker maker,
      Consumer<Attempt> done) {
    this.loop = loop;
    this.identities = identities;
    this.tokens = tokens;
    this.delivery = delivery;
    this.credentials = credentials;
    this.test = test;
    this.target = target;
    this.trace = trace;
    this.maker = maker;
    this.done = done;
  }

  @Override
  public void start(long now) {
    at = now;
    began = System.nanoTime();
    loop.deadlines.add(this, delivery.getTimeoutMs(), began);
    safely(this::identify);
  }

  /** What is thrown here must strand neither this exchange nor its neighbours. */
  private void safely(Runnable work) {
    try {
      if (!finished) {
        work.run();
      }
    } catch (RuntimeException | Error e) {
      LogIds.of(log.atError(), delivery.getRef(), delivery.getAttempt())
          .setCause(e)
          .log("a request could not be authorized; its attempt says so");
      fail(ExchangeFailure.internal(e));
    }
  }

  private void later(Runnable work) {
    loop.context.runOnContext(v -> safely(work));
  }

  private void identify() {
    ClientCertificate certificate = credentials.getCertificate();
    if (certificate == null || !target.tls()) {
      authorize();
      return;
    }
    identities
        .of(delivery.getRef().getEndpointId(), certificate)
        .whenComplete(
            (made, failed) ->
                later(
                    () -> {
                      if (made == null) {
                        fail(Identities.failure(failed));
                      } else {
                        identity = made;
                        authorize();
                      }
                    }));
  }

  private void authorize() {
    OAuth2Client client = credentials.getOauth2();
    if (client == null) {
      go();
      return;
    }
    step = "waiting for the token server";
    tokens
        .of(delivery, target.authority(), client)
        .thenAccept(answer -> later(() -> answered(answer)));
  }

  private void answered(Tokens.Answer answer) {
    if (answer instanceof Tokens.Answer.Token found) {
      token = found.value();
      go();
    } else if (answer instanceof Tokens.Answer.None none) {
      String before =
          renewed ? "the endpoint answered 401, and there is no new token: " : "no token: ";
      fail(new ExchangeFailure(ErrorKind.TOKEN, before + none.why()));
    }
  }

  private void go() {
    Extras extras = new Extras(token, identity, ResponseCapture.MAX_KEPT, trace);
    Exchange made = maker.make(loop, delivery, target, extras, this::came);
    exchange = made;
    made.start(at);
  }

  private void came(Attempt attempt) {
    exchange = null;
    String used = token;
    boolean refused =
        attempt.getError() == ErrorKind.STATUS
            && Integer.valueOf(UNAUTHORIZED).equals(attempt.getStatus());
    if (used != null && refused) {
      tokens.refused(delivery.getRef().getEndpointId(), used);
      if (!renewed && !late) {
        renewed = true;
        later(this::authorize);
        return;
      }
    }
    finish(attempt);
  }

  @Override
  void late() {
    late = true;
    Exchange inner = exchange;
    if (inner != null) {
      inner.late();
    } else {
      fail(
          new ExchangeFailure(
              step.endsWith("server") ? ErrorKind.TOKEN : ErrorKind.TIMEOUT,
              "not done within " + delivery.getTimeoutMs() + " ms: cut off while " + step));
    }
  }

  private void fail(ExchangeFailure failure) {
    if (!finished) {
      finish(AttemptRecord.failed(delivery, test, at, failure));
    }
  }

  private void finish(Attempt attempt) {
    finished = true;
    loop.deadlines.remove(this);
    attempt.getTimings().setTotal(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
    done.accept(attempt);
  }
}
