package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open transactions of one application, as far as brokers tell at once. Whoever is asked may
 * have died with the machine that left them: such a broker holds up nobody, and is asked again.
 * Confined to one thread; blocks.
 */
final class OpenTransactions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpenTransactions.class);

  /** What lives answers in milliseconds; what does not is not waited for much longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int CONNECTING_MILLIS = 1_000;
  private static final int REQUEST_MILLIS = 2_000;
  private static final int API_MILLIS = 5_000;

  private final String application;
  private final Admin admin;

  OpenTransactions(KafkaSettings kafka, String application) {
    this.application = application;
    Map<String, Object> impatient = kafka.admin("left-transactions");
    impatient.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, CONNECTING_MILLIS);
    impatient.put(
        AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, CONNECTING_MILLIS);
    impatient.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    impatient.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_MILLIS);
    admin = Admin.create(impatient);
  }

  /** As impatient as this is; closed with it. */
  Admin admin() {
    return admin;
  }

  /**
   * By transactional id.
   *
   * @throws KafkaException where no broker at all answers
   */
  Map<String, TransactionDescription> now() {
    ListTransactionsOptions open =
        new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
    Map<Integer, KafkaFuture<Collection<TransactionListing>>> asked =
        get(admin.listTransactions(open).byBrokerId());
    Set<String> ids =
        answered(asked, PATIENCE, (broker, why) -> missing("broker " + broker, why))
            .values()
            .stream()
            .flatMap(Collection::stream)
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith(application + "-"))
            .collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return Map.of();
    }
    var described = admin.describeTransactions(ids);
    return answered(
        ids.stream().collect(Collectors.toMap(id -> id, described::description)),
        PATIENCE,
        OpenTransactions::missing);
  }

  /** Ends them, and answers which are ended now. */
  Set<String> end(Set<String> transactionalIds) {
    return answered(
            admin.fenceProducers(transactionalIds).fencedProducers(),
            Duration.ofMillis(API_MILLIS),
            OpenTransactions::missing)
        .keySet();
  }

  private static void missing(Object whose, String why) {
    log.atInfo()
        .addKeyValue("of", whose)
        .addKeyValue("because", why)
        .log("Not known yet whether a killed instance left a transaction open there");
  }

  /**
   * What has come when the patience ends, which is one for all of them.
   *
   * @param missing is told what has not, and why
   */
  static <K, V> Map<K, V> answered(
      Map<K, KafkaFuture<V>> asked, Duration patience, BiConsumer<? super K, String> missing) {
    long end = System.nanoTime() + patience.toNanos();
    Map<K, V> answers = new HashMap<>();
    asked.forEach(
        (key, future) -> {
          try {
            long left = Math.max(0, end - System.nanoTime());
            answers.put(key, future.get(left, TimeUnit.NANOSECONDS));
          } catch (TimeoutException e) {
            missing.accept(key, "no answer within " + patience.toMillis() + " ms");
          } catch (ExecutionException e) {
            missing.accept(key, String.valueOf(e.getCause()));
          } catch (InterruptedException e) {
            throw interrupted(e);
          }
        });
    return answers;
  }

  /** The answer, which there is after the client's own time-out at the latest. */
  static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(2L * API_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static KafkaException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new KafkaException("interrupted", e);
  }

  /** Without waiting for brokers that do not answer. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
