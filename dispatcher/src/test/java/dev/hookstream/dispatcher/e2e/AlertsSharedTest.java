package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.hookstream.dispatcher.alert.Alerts;
import dev.hookstream.dispatcher.alert.Facts;
import dev.hookstream.dispatcher.alert.MailMetrics;
import dev.hookstream.dispatcher.alert.MailSettings;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.alert.AlertDesk;
import dev.hookstream.topology.alert.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Instances come and go, and each alert is mailed; in good order none of them twice. */
@ExtendWith(TestBroker.class)
class AlertsSharedTest {
  private static final long NOW = Instant.parse("2026-05-11T08:00:00Z").toEpochMilli();
  private static final int EACH = 20;

  private final List<String> raised = new ArrayList<>();

  private static final class OneReader implements Facts {
    @Override
    public AlertSettings settings(String workspaceId) {
      return new AlertSettings(List.of("ann@example.test"), null, 0);
    }

    @Override
    public @Nullable Endpoint endpoint(String workspaceId, String endpointId) {
      return null;
    }

    @Override
    public OptionalLong waiting(String workspaceId, String endpointId) {
      return OptionalLong.empty();
    }
  }

  private static Alerts instance(KafkaSettings kafka, int port) {
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            port,
            MailSettings.Tls.NONE,
            Optional.empty(),
            "",
            "hooks@example.test",
            Optional.empty(),
            new Told.Defaults(Optional.empty(), Duration.ZERO),
            Duration.ofSeconds(10));
    Alerts alerts =
        new Alerts(
            kafka,
            settings,
            new OneReader(),
            new MailMetrics(new SimpleMeterRegistry()),
            InstantSource.fixed(Instant.ofEpochMilli(NOW)),
            null);
    alerts.start();
    return alerts;
  }

  /** Each of a workspace of its own, and so in a mail of its own. */
  private void raise(KafkaSettings kafka) throws Exception {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i = 0; i < EACH; i++) {
        String workspace = "ws_" + raised.size();
        Alert alert =
            AlertDesk.alert(
                AlertKind.ENDPOINT_DISABLED, workspace, "wh_a", "wh_a", "m", Map.of(), NOW);
        byte[] value = AvroCodec.of(Alert.class).encode(alert);
        byte[] key = workspace.getBytes(StandardCharsets.UTF_8);
        var unused =
            producer.send(new ProducerRecord<>(kafka.topic(Topic.ALERTS), key, value)).get();
        raised.add("1 webhook disabled (workspace " + workspace + ")");
      }
    }
  }

  private static List<Integer> shares(Admin admin, KafkaSettings kafka) throws Exception {
    String group = kafka.group("alerts");
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
          .map(MemberDescription::assignment)
          .map(share -> share.topicPartitions().size())
          .toList();
    } catch (ExecutionException e) {
      // There is no such group yet.
      return List.of();
    }
  }

  private static List<String> subjects(GreenMail mails) throws Exception {
    List<String> subjects = new ArrayList<>();
    for (MimeMessage mail : mails.getReceivedMessages()) {
      subjects.add(mail.getSubject());
    }
    return subjects;
  }

  @Test
  void eachAlertIsMailedOnceThoughInstancesJoinAndLeave(KafkaSettings kafka) throws Exception {
    new TopicAdmin(kafka).create();
    GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    mails.start();
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      int port = mails.getSmtp().getPort();
      raise(kafka);
      try (Alerts first = instance(kafka, port)) {
        Eventually.that("the first mails", () -> !subjects(mails).isEmpty());
        try (Alerts second = instance(kafka, port)) {
          raise(kafka);
          Eventually.that("a share each", () -> shares(admin, kafka).equals(List.of(2, 2)));
          raise(kafka);
          Eventually.that("all mails", () -> subjects(mails).size() >= 3 * EACH);
          raise(kafka);
        }
        Eventually.that("one has all", () -> shares(admin, kafka).equals(List.of(4)));
        Eventually.that("all mails", () -> subjects(mails).size() >= 4 * EACH);
      }
      assertThat(subjects(mails)).containsExactlyInAnyOrderElementsOf(raised);
    } finally {
      mails.stop();
    }
  }
}
