package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.AddressRules;
import dev.hookstream.dispatcher.sender.guard.Cidr;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.dispatcher.trace.Tracing;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An exchange that may go to this machine, receivers for it, and names that the test gives. */
abstract class HttpExchangeFixture {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  final Map<String, List<String>> names = new ConcurrentHashMap<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  final Receivers receivers = new Receivers(vertx);

  /** Told of each name after it was resolved. */
  Consumer<String> resolved = name -> {};

  Path folder = Path.of("");
  private Tracing traces = Tracing.withoutExport(true);
  HttpExchange exchange = exchange(settings(Optional.empty()));

  @BeforeEach
  void prepare(@TempDir Path temporary) {
    folder = temporary;
    names.put("receiver.example", List.of("127.0.0.1"));
  }

  @AfterEach
  void stop() {
    exchange.close();
    vertx.close().await();
  }

  Attempt send(Delivery delivery) {
    return send(delivery, false);
  }

  Attempt send(Delivery delivery, boolean test) {
    return exchange
        .send(delivery, test)
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  /** From now on this certificate is trusted as well. */
  void trust(TestCertificate certificate) {
    exchange.close();
    metrics.clear(); // a gauge stays with whom it was registered for first
    exchange = exchange(settings(Optional.of(certificate.pem().toString())));
  }

  /** How many sockets are open here: in use, idle, and being connected. */
  int open() {
    return (int) metrics.get("hookstream.sender.connections.open").gauge().value();
  }

  ExchangeSettings settings(Optional<String> trust) {
    return new ExchangeSettings(2, Duration.ofSeconds(30), 10, 10, Duration.ofSeconds(10), trust);
  }

  /** From now on this is done with traces. */
  void trace(Tracing tracing) {
    exchange.close();
    metrics.clear();
    traces = tracing;
    exchange = exchange(settings(Optional.empty()));
  }

  private HttpExchange exchange(ExchangeSettings settings) {
    UrlGuard guard =
        new UrlGuard(true, new AddressRules(networks()), this::resolve, System::nanoTime);
    return new HttpExchange(
        vertx,
        settings,
        guard,
        HttpExchangeFixture::unseal,
        InstantSource.system(),
        metrics,
        traces);
  }

  /** What is open; asked while the test is being made. */
  List<Cidr> networks() {
    return List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));
  }

  private CompletableFuture<List<InetAddress>> resolve(String name) {
    if (name.equals("silent.example")) {
      return new CompletableFuture<>();
    }
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (String address : names.getOrDefault(name, List.of())) {
        addresses.add(InetAddress.getByName(address));
      }
    } catch (UnknownHostException e) {
      return CompletableFuture.failedFuture(e);
    }
    resolved.accept(name);
    return CompletableFuture.completedFuture(addresses);
  }

  private static String unseal(String sealed, String context) {
    if (sealed.equals("worse")) {
      throw new AssertionError("worse");
    }
    if (sealed.equals("bad")) {
      throw new IllegalStateException("bad");
    }
    if (sealed.startsWith("-----")) {
      return sealed; // a key as PEM
    }
    return "opened " + sealed + " for " + context;
  }
}
