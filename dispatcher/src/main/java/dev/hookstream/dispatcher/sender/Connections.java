package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. How many are in use is bounded by what the sender has in
 * flight; here the idle ones are. Confined to its event loop.
 */
final class Connections {
  private static final int SWEEP_MILLIS = 500;

  private final ContextInternal context;
  private final NetClient client;
  private final ExchangeSettings settings;
  private final int maxIdle;
  private final Counter opened;
  private final Counter reused;
  private final Map<String, ArrayDeque<PooledConnection>> idle = new HashMap<>();
  private int idleCount;

  Connections(
      ContextInternal context,
      NetClient client,
      ExchangeSettings settings,
      Counter opened,
      Counter reused) {
    this.context = context;
    this.client = client;
    this.settings = settings;
    this.maxIdle = Math.max(1, settings.maxIdle() / settings.eventLoops());
    this.opened = opened;
    this.reused = reused;
    context.setPeriodic(SWEEP_MILLIS, id -> sweep(System.nanoTime()));
  }

  ContextInternal context() {
    return context;
  }

  /** The idle connection used last, if it leads to an address that is still allowed. */
  @Nullable PooledConnection takeIdle(Target target, List<InetAddress> allowed) {
    ArrayDeque<PooledConnection> pool = idle.get(pool(target));
    if (pool == null) {
      return null;
    }
    long now = System.nanoTime();
    PooledConnection connection;
    while ((connection = pool.pollLast()) != null) {
      idleCount--;
      if (usable(connection, now) && allowed.contains(connection.address)) {
        reused.increment();
        return connection;
      }
      connection.close();
    }
    return null;
  }

  /**
   * Makes a new connection to one checked address; host name and SNI stay the target's.
   *
   * @param then called at once when it is there, before anything can be read from it
   */
  void dial(Target target, InetAddress address, Handler<AsyncResult<PooledConnection>> then) {
    ConnectOptions options =
        new ConnectOptions()
            .setRemoteAddress(
                SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.tls());
    if (target.tls()) {
      options.setSniServerName(target.host());
    }
    // The client connects on the event loop of the context that it is called in.
    context.dispatch(
        v ->
            client
                .connect(options)
                .map(socket -> connected(socket, pool(target), address))
                .onComplete(then));
  }

  private PooledConnection connected(NetSocket socket, String pool, InetAddress address) {
    opened.increment();
    ChannelHandlerContext handler = ((NetSocketInternal) socket).channelHandlerContext();
    if (handler.pipeline().get(ChunkedWriteHandler.class) != null) {
      handler.pipeline().remove(ChunkedWriteHandler.class); // for files, which we do not send
    }
    return new PooledConnection(handler.channel(), handler.name(), pool, address);
  }

  /** Takes a connection back whose response is complete. */
  void release(PooledConnection connection) {
    ArrayDeque<PooledConnection> pool =
        idle.computeIfAbsent(connection.pool, key -> new ArrayDeque<>());
    if (connection.closed || idleCount >= maxIdle || pool.size() >= settings.maxIdlePerHost()) {
      connection.close();
      return;
    }
    connection.idleSince = System.nanoTime();
    pool.addLast(connection);
    idleCount++;
  }

  private boolean usable(PooledConnection connection, long now) {
    long keep = Math.min(connection.keep, settings.keepIdle().toNanos());
    return !connection.closed && now - connection.idleSince < keep;
  }

  private void sweep(long now) {
    idle.values()
        .removeIf(
            pool -> {
              pool.removeIf(
                  connection -> {
                    if (usable(connection, now)) {
                      return false;
                    }
                    connection.close();
                    idleCount--;
                    return true;
                  });
              return pool.isEmpty();
            });
  }

  private static String pool(Target target) {
    return target.tls() ? "s:" + target.authority() : target.authority();
  }
}
