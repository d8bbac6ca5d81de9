package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.kafka.Difference;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.rights.Right;
import dev.hookstream.dispatcher.rights.Rights;
import dev.hookstream.dispatcher.rights.Rights.Holder;
import dev.hookstream.dispatcher.rights.RightsCheck;
import dev.hookstream.dispatcher.testing.SecureBroker;
import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.secret.Keyring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.utils.SecurityUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three roles as three principals, each by another way in, with exactly the rights that {@link
 * Rights} lists and nothing else allowed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredClusterTest {
  private static final String TWICE =
      """
      contract: twice
      timeout: 10s
      body: data
      signature:
        signed: "{body}"
        encoding: hex
        headers: {Signature: "{signature}"}
      secret: {made_by: ours}
      retry:
        delays: [1s]
      """;

  @TempDir static Path folder;

  private static final Receiver RECEIVER = new Receiver();
  private static final String KEYSET = Keyring.generateJson();
  private static SecureBroker broker;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("contracts")).resolve("twice.yaml"), TWICE);
    broker = new SecureBroker(folder, "operator");
    broker.users("topology", "upstream");
    KafkaSettings names = broker.superUser();
    broker.allow("User:operator", Rights.of(names, List.of(Holder.OPERATOR)));
    broker.allow("User:upstream", Rights.of(names, List.of(Holder.UPSTREAM)));
    broker.allow("User:topology", Rights.of(names, List.of(Holder.TOPOLOGY)));
    broker.allow("User:sender", Rights.of(names, List.of(Holder.SENDER)));
    broker.allow("User:CN=client", Rights.of(names, List.of(Holder.DELAY)));
    commands().allow();
    new TopicAdmin(broker.scram("operator")).create();
  }

  @AfterAll
  static void stop() {
    broker.close();
    RECEIVER.close();
  }

  private static RunningInstance instance(String roles, KafkaSettings kafka) {
    return RunningInstance.onTopicsThatAreThere(kafka, folder.resolve(roles.replace(',', '-')))
        .with("KEYSET", KEYSET)
        .with("CONTRACTS", folder.resolve("contracts").toString())
        .with("ROLES", roles);
  }

  private static RunningInstance sender() {
    return instance("sender", broker.token("sender"));
  }

  @Test
  @Order(1)
  void wrong_credentials_and_unknown_authorities_are_told_in_words() {
    RunningInstance wrong = refused(broker.scram("topology", "another", broker.trusted()));
    assertThatThrownBy(wrong::start)
        .hasMessageContaining("as the settings in kafka.client have it (SASL_SSL)")
        .hasMessageContaining("invalid credentials with SASL mechanism SCRAM-SHA-512");
    String stranger = TestCertificate.create(folder, "stranger").chain();
    RunningInstance untrusting = refused(broker.scram("topology", "a-password", stranger));
    assertThatThrownBy(untrusting::start)
        .hasMessageContaining("SSL handshake failed")
        .hasMessageContaining("certification path");
  }

  private static RunningInstance refused(KafkaSettings kafka) {
    return RunningInstance.onTopicsThatAreThere(kafka, folder.resolve("refused"));
  }

  @Test
  @Order(2)
  void all_of_it_works_with_the_listed_rights_alone() throws Exception {
    try (RunningInstance topology = instance("api,topology", broker.scram("topology")).start();
        RunningInstance sender = sender().startWithoutApi();
        RunningInstance delay = instance("delay", broker.mutual()).startWithoutApi();
        Publisher upstream = new Publisher(broker.scram("upstream"))) {
      Api api = topology.api();
      retried(api, upstream);
      deadLetteredAndPutBack(api, upstream);
      replayed(api);
      rejected(api, upstream);
      api.post("", "/v1/api-keys", "{\"workspace_id\":\"ws_a\",\"contract\":\"twice\"}", 201);
      erased(api);
      throttled(api);
      commands().backUpAndRestore();
      purged();
      ToldLag.ofRoles(topology, sender, delay);
    }
  }

  private static SecuredCommands commands() {
    return new SecuredCommands(broker, folder, KEYSET);
  }

  @Test
  @Order(5)
  void a_benchmark_works_with_its_rights_and_leaves_nothing_when_it_is_stopped() throws Exception {
    commands().benchmark();
  }

  /** Through the delay line. */
  private static void retried(Api api, Publisher upstream) throws Exception {
    RECEIVER.failing("/a", 1);
    api.webhook("ws_a", "twice", RECEIVER.url("/a"), "*");
    upstream.json("ws_a", "evt_a", Samples.TYPE, Samples.DATA).get();
    assertThat(RECEIVER.next("/a", 2)).extracting(Arrival::attempt).containsExactly(1, 2);
    api.post("ws_a", "/v1/events", "{\"id\":\"evt_api\",\"type\":\"a.b\",\"data\":{}}", 202);
    assertThat(RECEIVER.next("/a").eventId()).isEqualTo("evt_api");
  }

  private static void deadLetteredAndPutBack(Api api, Publisher upstream) throws Exception {
    RECEIVER.failing("/dead", 2);
    api.webhook("ws_dead", "twice", RECEIVER.url("/dead"), "*");
    upstream.json("ws_dead", "evt_dead", Samples.TYPE, Samples.DATA).get();
    RECEIVER.next("/dead", 2);
    Eventually.that(
        "it is a dead letter",
        () -> api.find("ws_dead", "/v1/dead-letters").path("data").size() == 1);
    api.post("ws_dead", "/v1/dead-letters/retry", "{}", 202);
    assertThat(RECEIVER.next("/dead").eventId()).isEqualTo("evt_dead");
  }

  private static void replayed(Api api) throws Exception {
    JsonNode job =
        api.post(
            "ws_dead",
            "/v1/webhooks/replay",
            "{\"since\":\"2026-01-01T00:00:00Z\",\"status\":\"all\"}",
            202);
    assertThat(RECEIVER.next("/dead").header("webhook-replay-id"))
        .isEqualTo(job.path("replay_id").asText());
  }

  private static void rejected(Api api, Publisher upstream) throws Exception {
    upstream.send("ws_a", "{".getBytes(UTF_8)).get();
    Eventually.that(
        "it is rejected", () -> api.get("", "/v1/rejected-events").path("data").size() == 1);
  }

  private static void erased(Api api) throws Exception {
    assertThat(api.delete("", "/v1/workspaces/ws_a")).isEqualTo(204);
    assertThat(api.get("ws_a", "/v1/webhooks").path("data")).isEmpty();
  }

  /** Upstream and sender may write a fraction of what they want to: that takes time, no more. */
  private static void throttled(Api api) throws Exception {
    api.webhook("ws_quota", "twice", RECEIVER.url("/quota"), "*");
    quota("upstream", 10_000.0);
    quota("sender", 1_000.0);
    String data = "{\"text\":\"" + "x".repeat(2_000) + "\"}";
    try (Publisher upstream = new Publisher(broker.scram("upstream"))) {
      for (int i = 0; i < 100; i++) {
        var unused = upstream.json("ws_quota", "evt_quota_" + i, Samples.TYPE, data);
      }
      assertThat(RECEIVER.next("/quota", 100)).extracting(Arrival::eventId).doesNotHaveDuplicates();
      assertThat(upstream.metric("produce-throttle-time-max")).isPositive();
    }
    quota("upstream", null);
    quota("sender", null);
  }

  /** Bytes a second that a user may produce; null for as many as there are. */
  private static void quota(String user, @Nullable Double bytes) throws Exception {
    try (Admin admin = Admin.create(broker.superUser().admin("quotas"))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user)),
                      List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytes)))))
          .all()
          .get();
    }
  }

  private static void purged() throws Exception {
    String deliveries = broker.superUser().topic(Topic.DELIVERIES);
    try (Admin admin = Admin.create(broker.superUser().admin("test"))) {
      Eventually.that("what is consumed is deleted", () -> begins(admin, deliveries) > 0);
    }
  }

  private static long begins(Admin admin, String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < broker.superUser().partitions(); partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.earliest());
    }
    return admin.listOffsets(asked).all().get().values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  @Test
  @Order(3)
  void a_start_without_one_of_the_rights_is_refused_by_its_name() throws Exception {
    Right attempts =
        Rights.of(broker.superUser(), List.of(Holder.SENDER)).stream()
            .filter(right -> right.name().equals(broker.superUser().topic(Topic.ATTEMPTS)))
            .findFirst()
            .orElseThrow();
    KafkaSettings sender = broker.token("sender");
    take("User:sender", attempts, AclOperation.WRITE);
    Eventually.that("it is taken", () -> !missing(sender, Holder.SENDER).isEmpty());
    try (RunningInstance instance = sender()) {
      assertThatThrownBy(instance::startWithoutApi)
          .hasMessageContaining(
              "topic hooks.attempts: this principal may not even look at it, and needs DescribeConfigs, Write");
    }
    broker.allow("User:sender", List.of(attempts));
    Eventually.that("it is given", () -> missing(sender, Holder.SENDER).isEmpty());
  }

  @Test
  @Order(4)
  void each_right_is_missed_by_its_name() throws Exception {
    each(broker.scram("topology"), "User:topology", Holder.TOPOLOGY);
    each(broker.token("sender"), "User:sender", Holder.SENDER);
    each(broker.mutual(), "User:CN=client", Holder.DELAY);
    each(broker.scram("operator"), "User:operator", Holder.OPERATOR);
  }

  private static void each(KafkaSettings kafka, String principal, Holder holder) throws Exception {
    for (Right right : Rights.of(kafka, List.of(holder))) {
      for (AclOperation operation : right.operations()) {
        // Topics that are there are not made.
        boolean made = holder == Holder.OPERATOR && operation == AclOperation.CREATE;
        if (!made) {
          take(principal, right, operation);
          String name = SecurityUtils.operationName(operation);
          Eventually.that(
              right.resource() + " is missed for " + name,
              () -> onlyMissed(missing(kafka, holder), right, name));
          broker.allow(
              principal,
              List.of(new Right(right.type(), right.pattern(), right.name(), Set.of(operation))));
        }
      }
    }
    Eventually.that("all are there again", () -> missing(kafka, holder).isEmpty());
  }

  private static boolean onlyMissed(List<Difference> missing, Right right, String operation) {
    return missing.size() == 1
        && missing.get(0).topic().equals(right.resource())
        && missing.get(0).text().contains(operation);
  }

  private static List<Difference> missing(KafkaSettings kafka, Holder holder) {
    return new RightsCheck(kafka).missing(Rights.of(kafka, List.of(holder)));
  }

  private static void take(String principal, Right right, AclOperation operation) throws Exception {
    try (Admin admin = Admin.create(broker.superUser().admin("acls"))) {
      admin
          .deleteAcls(List.of(SecureBroker.acl(principal, right, operation).toFilter()))
          .all()
          .get();
    }
  }
}
