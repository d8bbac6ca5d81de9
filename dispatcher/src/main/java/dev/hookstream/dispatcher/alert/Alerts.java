package dev.hookstream.dispatcher.alert;

import dev.hookstream.dispatcher.alert.Mailer.Ticket;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.WorkLoop;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail about alerts: reads the topic of alerts in a group of its own, {@code
 * <prefix>hookstream-alerts}, and commits what has been told. A mail server that is away delays
 * mail and nothing else. One thread; instances share the partitions.
 *
 * <p>An alert is committed once it is in every mail that it belongs in, in whatever order (one that
 * only adds to a count, at once): what is done beyond the first that waits is in the commit's
 * metadata. So a stop and a start send nothing twice; a crash between a mail and its commit sends
 * that mail again, under the same Message-ID.
 */
public final class Alerts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Alerts.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final MailSettings settings;
  private final Facts facts;
  private final MailMetrics metrics;
  private final InstantSource clock;
  private final MailServer server;
  private final WorkLoop loop;
  private volatile @Nullable Consumer<byte[], byte[]> current;

  /**
   * Opens nothing yet.
   *
   * @param trust makes the TLS connections to the mail server; null for the JDK's own
   */
  public Alerts(
      KafkaSettings kafka,
      MailSettings settings,
      Facts facts,
      MailMetrics metrics,
      InstantSource clock,
      @Nullable SSLSocketFactory trust) {
    this.kafka = kafka;
    this.settings = settings;
    this.facts = facts;
    this.metrics = metrics;
    this.clock = clock;
    this.server = new SmtpServer(settings, trust, clock);
    // An exchange with a mail server that has hung is not waited for to its end.
    loop =
        new WorkLoop(
            "hookstream-alerts",
            "Mail about alerts failed and starts anew; what is not told yet is safe in Kafka",
            settings.patience().toMillis(),
            this::run);
  }

  /** Begins; call once. */
  public void start() {
    loop.start();
  }

  private long run() {
    Map<String, Object> properties = kafka.consumer("alerts");
    // Whoever comes or goes, the mails of the others go on being gathered.
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      current = consumer;
      AlertLog alerts = new AlertLog(consumer, kafka.topic(Topic.ALERTS), clock);
      Mailer mailer =
          new Mailer(
              server,
              facts,
              new MailWriter(facts, settings.link()),
              settings.defaults(),
              metrics,
              alerts::done);
      alerts.follow(mailer);
      while (!loop.isClosed()) {
        boolean more = mailer.turn(clock.millis());
        alerts.commit();
        metrics.waiting(alerts.waiting());
        alerts.read(more ? Duration.ZERO : POLL, Alerts::ticket);
      }
    } catch (WakeupException e) {
      // close() wakes the poll; the loop ends.
      log.atDebug().log("Woken");
    } finally {
      metrics.waiting(0);
      current = null;
    }
    return 0;
  }

  private static Ticket ticket(Alert alert, int partition, long offset) {
    return new Ticket(alert, partition, offset);
  }

  @Override
  public void close() {
    loop.stop();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    loop.close();
  }
}
