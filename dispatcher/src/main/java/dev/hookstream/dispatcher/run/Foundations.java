package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.metrics.Platform;
import dev.hookstream.dispatcher.sender.ExchangeSettings;
import dev.hookstream.dispatcher.sender.HttpExchange;
import dev.hookstream.dispatcher.sender.guard.AddressRules;
import dev.hookstream.dispatcher.sender.guard.DnsResolver;
import dev.hookstream.dispatcher.sender.guard.UrlGuard;
import dev.hookstream.dispatcher.trace.Export;
import dev.hookstream.dispatcher.trace.Tracing;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.contract.ContractException;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.Keyring;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** What several parts of an instance stand on. */
final class Foundations implements AutoCloseable {
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(5);

  private final KafkaSettings configured;
  private final Contracts contracts;
  private final Keyring keyring;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Platform platform = new Platform(metrics);
  private final InstantSource clock = InstantSource.system();
  private final Vertx vertx;
  private final DnsResolver resolver = new DnsResolver(DNS_TIMEOUT);
  private final UrlGuard guard;
  private final HttpExchange exchange;
  private final Tracing traces;
  private final ExecutorService blocking = Executors.newFixedThreadPool(2, Foundations::daemon);
  private @Nullable Online online;

  /** What needs Kafka. */
  private record Online(
      KafkaSettings kafka, Producer<byte[], byte[]> producer, KafkaClientMetrics producers) {}

  /** Makes all that needs no Kafka. */
  Foundations(Config config) {
    configured = config.kafka();
    contracts = contracts(config);
    keyring = Keyring.fromJson(config.secrets().keyset());
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(config.sender().eventLoops()));
    guard =
        new UrlGuard(
            config.network().allowHttp(),
            new AddressRules(config.network().allowNetworks()),
            resolver,
            System::nanoTime);
    traces = tracing(config);
    ExchangeSettings usual = ExchangeSettings.DEFAULT;
    exchange =
        new HttpExchange(
            vertx,
            new ExchangeSettings(
                config.sender().eventLoops(),
                usual.keepIdle(),
                usual.maxIdle(),
                usual.maxIdlePerHost(),
                usual.connectTimeout(),
                usual.trust()),
            guard,
            this::open,
            clock,
            metrics,
            traces);
  }

  /** Makes the rest; before this nothing may be asked for that needs Kafka. */
  void connect() {
    KafkaSettings actual = new TopicAdmin(configured).asTheClusterIs();
    Producer<byte[], byte[]> producer = new KafkaProducer<>(actual.producer("instance"));
    KafkaClientMetrics producers = new KafkaClientMetrics(producer);
    producers.bindTo(metrics);
    online = new Online(actual, producer, producers);
  }

  private Online online() {
    return Objects.requireNonNull(online, "connect() has not been called");
  }

  private Tracing tracing(Config config) {
    boolean toReceivers = config.tracing().toReceivers();
    return config
        .tracing()
        .endpoint()
        .map(
            url -> Tracing.with(toReceivers, Export.to(url), configured.topic(Topic.EVENTS), clock))
        .orElseGet(() -> Tracing.withoutExport(toReceivers));
  }

  private static Contracts contracts(Config config) {
    try {
      return Contracts.load(config.contracts().orElse(null), config.secrets().variables());
    } catch (ContractException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private String open(String sealed, String context) {
    return new String(
        keyring.open(Base64.getDecoder().decode(sealed), context), StandardCharsets.UTF_8);
  }

  KafkaSettings kafka() {
    return online().kafka();
  }

  Contracts contracts() {
    return contracts;
  }

  Keyring keyring() {
    return keyring;
  }

  PrometheusMeterRegistry metrics() {
    return metrics;
  }

  InstantSource clock() {
    return clock;
  }

  Vertx vertx() {
    return vertx;
  }

  UrlGuard guard() {
    return guard;
  }

  HttpExchange exchange() {
    return exchange;
  }

  Tracing traces() {
    return traces;
  }

  /** For what may block for a moment, so that no event loop and no task's thread does. */
  ExecutorService blocking() {
    return blocking;
  }

  /** For the few records that are produced outside of the topology and the sender. */
  Producer<byte[], byte[]> producer() {
    return online().producer();
  }

  @Override
  public void close() {
    exchange.close();
    blocking.shutdown();
    if (online != null) {
      online.producers().close();
      online.producer().close(PRODUCER_CLOSE);
    }
    platform.close();
    resolver.close();
    traces.close();
    Waits.forIt(vertx.close().toCompletionStage(), 10, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "hookstream-instance");
    thread.setDaemon(true);
    return thread;
  }
}
