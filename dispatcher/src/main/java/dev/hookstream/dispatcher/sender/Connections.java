package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import io.micrometer.core.instrument.Counter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.internal.ContextInternal;
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
  private final ChannelFactory<? extends Channel> factory;
  private final Tls tls;
  private final ChannelGroup all;
  private final ExchangeSettings settings;
  private final int maxIdle;
  private final Counter opened;
  private final Counter reused;
  private final Map<String, ArrayDeque<PooledConnection>> idle = new HashMap<>();
  private int idleCount;

  /**
   * @param all where each connection is noted, until it is closed
   */
  Connections(
      ContextInternal context,
      Tls tls,
      ChannelGroup all,
      ExchangeSettings settings,
      Counter opened,
      Counter reused) {
    this.context = context;
    this.factory = context.owner().transport().channelFactory(false);
    this.tls = tls;
    this.all = all;
    this.settings = settings;
    this.maxIdle = Math.max(1, settings.maxIdle() / settings.eventLoops());
    this.opened = opened;
    this.reused = reused;
    context.setPeriodic(SWEEP_MILLIS, id -> sweep(System.nanoTime()));
  }

  /** The idle connection used last, if it leads to an address that is still allowed. */
  @Nullable PooledConnection takeIdle(
      Target target, @Nullable Identity identity, List<InetAddress> allowed) {
    ArrayDeque<PooledConnection> pool = idle.get(pool(target, identity));
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
   * A new connection to one checked address, not connected yet; the name in TLS stays the target's.
   */
  PooledConnection open(Target target, @Nullable Identity identity, InetAddress address) {
    Channel channel = factory.newChannel();
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setConnectTimeoutMillis(0); // the dial has one over all of it
    SslHandler secured = target.tls() ? tls.handler(target, identity, channel.alloc()) : null;
    PooledConnection made = new PooledConnection(channel, secured, pool(target, identity), address);
    var unused = context.nettyEventLoop().register(channel);
    all.add(channel);
    return made;
  }

  /** Takes note that a connection can be used. */
  void opened() {
    opened.increment();
  }

  long connectTimeoutMillis() {
    return settings.connectTimeout().toMillis();
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

  /** What is open as one identity is used by no other, nor by who has none. */
  private static String pool(Target target, @Nullable Identity identity) {
    if (!target.tls()) {
      return target.authority();
    }
    return identity == null
        ? "s:" + target.authority()
        : "i:" + identity.id() + ":" + target.authority();
  }
}
