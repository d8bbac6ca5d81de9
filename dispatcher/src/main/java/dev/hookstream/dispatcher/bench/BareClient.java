package dev.hookstream.dispatcher.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the HTTP client does alone against the same sink: the measure for everything else on this
 * machine. 600-byte POSTs, 64 in flight.
 */
final class BareClient implements AutoCloseable {
  private static final int IN_FLIGHT = 64;
  private static final Buffer BODY = Buffer.buffer("x".repeat(Load.BODY_BYTES));

  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final HttpClient client;
  private final RequestOptions request;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile CountDownLatch ended = new CountDownLatch(0);
  private volatile boolean stopping;

  BareClient(int port) {
    this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setTcpNoDelay(true),
            new PoolOptions().setHttp1MaxSize(IN_FLIGHT).setMaxWaitQueueSize(IN_FLIGHT));
    this.request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/bare");
  }

  /** Requests a second, now; nothing is left in flight afterwards. */
  double perSecond(Duration measured) throws InterruptedException {
    stopping = false;
    ended = new CountDownLatch(IN_FLIGHT);
    for (int i = 0; i < IN_FLIGHT; i++) {
      next();
    }
    Pause.of(WARM_UP);
    long before = answered.get();
    long start = System.nanoTime();
    Pause.of(measured);
    long count = answered.get() - before;
    double seconds = (System.nanoTime() - start) / 1e9;
    stopping = true;
    ended.await();
    if (failed.get() > 0) {
      throw new IllegalStateException("the sink refused " + failed.get() + " requests");
    }
    return count / seconds;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void next() {
    if (stopping) {
      ended.countDown();
      return;
    }
    client
        .request(request)
        .compose(open -> open.send(BODY))
        .compose(HttpClientResponse::body)
        .onComplete(
            done -> {
              (done.succeeded() ? answered : failed).incrementAndGet();
              next();
            });
  }
}
