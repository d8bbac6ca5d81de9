package dev.hookstream.dispatcher.sender.guard;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Asks the system's name servers, after its hosts file, on one thread of its own. The JDK's
 * resolver blocks a thread per lookup, so the dead name server of one tenant would hold up all.
 * Thread-safe.
 */
public final class DnsResolver implements Resolver, AutoCloseable {
  private static final int MAX_TTL_SECONDS = 10;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("hookstream-dns", true), NioIoHandler.newFactory());
  private final DnsNameResolver resolver;

  /**
   * @param timeout for one question to one server
   */
  public DnsResolver(Duration timeout) {
    this(timeout, DnsServerAddressStreamProviders.platformDefault());
  }

  DnsResolver(Duration timeout, DnsServerAddressStreamProvider servers) {
    resolver =
        new DnsNameResolverBuilder(group.next())
            .datagramChannelType(NioDatagramChannel.class)
            // Many addresses do not fit into a datagram.
            .socketChannelType(NioSocketChannel.class)
            .nameServerProvider(servers)
            .searchDomains(List.of())
            .ndots(1)
            .queryTimeoutMillis(timeout.toMillis())
            .ttl(0, MAX_TTL_SECONDS)
            .negativeTtl(1)
            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
            .build();
  }

  @Override
  public CompletionStage<List<InetAddress>> resolve(String name) {
    CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
    resolver
        .resolveAll(name)
        .addListener(
            (Future<List<InetAddress>> found) -> {
              if (found.isSuccess()) {
                answer.complete(found.getNow());
              } else {
                answer.completeExceptionally(new UnknownHostException(words(found.cause())));
              }
            });
    return answer;
  }

  /** What the library says names our own name servers, and is read by whoever gave the name. */
  private static String words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DnsNameResolverTimeoutException) {
        return "no name server answered in time";
      }
    }
    return "there is no such name, or no name server could say";
  }

  @Override
  public void close() {
    resolver.close();
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
