package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the making, for one exchange: the addresses are tried in turn, each with a
 * time-out over TCP and TLS together. It lives no longer than the exchange wants it: {@link
 * #cancel} closes the socket at once. Confined to its event loop.
 */
final class Dial {
  /** Who waits for the connection. */
  interface Caller {
    /** TCP is there; TLS, where there is any, comes next. */
    void connected();

    /** It can be used, and nothing has been read from it yet. */
    void dialled(PooledConnection connection);

    /** None of the addresses led to one. */
    void unreachable(ExchangeFailure failure);
  }

  private static final int MAX_TRIES = 3;

  private final Connections connections;
  private final Target target;
  private final @Nullable Identity identity;
  private final List<InetAddress> addresses;
  private final Caller caller;
  private final StringBuilder others = new StringBuilder();
  private @Nullable ExchangeFailure first;
  private @Nullable PooledConnection connection;
  private @Nullable Future<?> alarm;
  private boolean reached;
  private boolean timedOut;

  Dial(
      Connections connections,
      Target target,
      @Nullable Identity identity,
      List<InetAddress> addresses,
      Caller caller) {
    this.connections = connections;
    this.target = target;
    this.identity = identity;
    this.addresses = addresses.subList(0, Math.min(MAX_TRIES, addresses.size()));
    this.caller = caller;
  }

  /** Begins. The caller may be told of the end before this returns. */
  void start() {
    dial(0);
  }

  /** The caller wants it no longer, and hears no more of it. */
  void cancel() {
    PooledConnection open = release();
    if (open != null) {
      open.close();
    }
  }

  /** Nothing was sent to the address before, so it is still one attempt. */
  private void dial(int index) {
    PooledConnection made;
    try {
      made = connections.open(target, identity, addresses.get(index));
    } catch (RuntimeException e) {
      failed(index, e);
      return;
    }
    connection = made;
    reached = false;
    timedOut = false;
    ChannelFuture connecting = made.connect(target.port());
    Channel channel = connecting.channel();
    alarm =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  timedOut = true;
                  made.close();
                },
                connections.connectTimeoutMillis(),
                TimeUnit.MILLISECONDS);
    connecting.addListener(
        (ChannelFuture done) -> {
          SslHandler tls = channel.pipeline().get(SslHandler.class);
          if (connection != made) {
            return;
          }
          if (!done.isSuccess()) {
            failed(index, done.cause());
            return;
          }
          reached = true;
          caller.connected();
          if (tls == null) {
            ready();
          } else {
            tls.handshakeFuture().addListener((Future<Channel> end) -> secured(index, made, end));
          }
        });
  }

  private void secured(int index, PooledConnection made, Future<Channel> handshake) {
    if (connection != made) {
      return;
    }
    if (handshake.isSuccess()) {
      ready();
    } else {
      failed(index, handshake.cause());
    }
  }

  private void ready() {
    PooledConnection made = release();
    if (made != null) {
      connections.opened();
      caller.dialled(made);
    }
  }

  /** The first address says most: the others are what is tried where it does not do. */
  private void failed(int index, Throwable cause) {
    cancel();
    ExchangeFailure failure =
        timedOut
            ? ExchangeFailure.noConnectionInTime(target.authority(), reached)
            : ExchangeFailure.connecting(cause, target.authority());
    if (first == null) {
      first = failure;
    } else {
      others.append(others.length() == 0 ? "; nor over " : ", ");
      others.append(addresses.get(index).getHostAddress()).append(": ").append(failure.kind());
    }
    if (index + 1 < addresses.size()) {
      dial(index + 1);
    } else {
      caller.unreachable(new ExchangeFailure(first.kind(), first.message() + others));
    }
  }

  private @Nullable PooledConnection release() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    PooledConnection released = connection;
    connection = null;
    return released;
  }
}
