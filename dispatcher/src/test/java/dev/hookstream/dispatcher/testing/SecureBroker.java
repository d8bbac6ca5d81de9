package dev.hookstream.dispatcher.testing;

import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.embedded.broker.EmbeddedBroker;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.rights.Right;
import dev.hookstream.schemas.TopicNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * A broker as operations teams have them: one port for SASL over TLS (SCRAM-SHA-512, OAUTHBEARER),
 * one for TLS with client certificates, and an authorizer that allows nothing that was not said.
 * The broker's own port is plain, and whoever comes by it is the super-user: for the test's hands.
 */
public final class SecureBroker implements AutoCloseable {
  private static final String PASSWORD = "a-password";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String OAUTH =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

  private final TestCertificate authority;
  private final TestCertificate client;
  private final int sasl = LoopbackPorts.free();
  private final int mutual = LoopbackPorts.free();
  private final EmbeddedBroker broker;
  private final TopicNames names;

  /**
   * Starts it.
   *
   * @param formatted a user that is put there when the folder is formatted
   */
  public SecureBroker(Path folder, String formatted) {
    TestBroker.survive();
    authority = TestCertificate.create(folder, "broker", "ip:127.0.0.1");
    client = TestCertificate.create(folder, "client");
    names = new TopicNames("hooks.", "product-events");
    broker =
        EmbeddedBroker.start(
            folder.resolve("data"),
            0,
            settings(),
            List.of("SCRAM-SHA-512=[name=" + formatted + ",password=" + PASSWORD + "]"));
  }

  private Map<String, String> settings() {
    String listeners = "SASL://127.0.0.1:" + sasl + ",MUTUAL://127.0.0.1:" + mutual;
    Map<String, String> settings = new HashMap<>();
    settings.put("listeners", listeners);
    settings.put("advertised.listeners", listeners);
    settings.put("listener.security.protocol.map", "SASL:SASL_SSL,MUTUAL:SSL");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    settings.put("listener.name.sasl.scram-sha-512.sasl.jaas.config", SCRAM + " required;");
    settings.put("listener.name.sasl.oauthbearer.sasl.jaas.config", OAUTH + " required;");
    settings.put("ssl.keystore.type", "PEM");
    settings.put("ssl.keystore.key", authority.key());
    settings.put("ssl.keystore.certificate.chain", authority.chain());
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.certificates", client.chain());
    settings.put("listener.name.mutual.ssl.client.auth", "required");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // As most have it: who forgets to close a producer finds its deleted topic there again.
    settings.put("auto.create.topics.enable", "true");
    settings.put("allow.everyone.if.no.acl.found", "false");
    settings.put("super.users", "User:ANONYMOUS");
    return settings;
  }

  /** All rights, and no credentials. */
  public KafkaSettings superUser() {
    return kafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** A user with a password. */
  public KafkaSettings scram(String user) {
    return scram(user, PASSWORD, authority.chain());
  }

  /** A user with what may be a wrong password, and trust in what may be the wrong certificate. */
  public KafkaSettings scram(String user, String password, String trusted) {
    return kafka(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + sasl,
            "security.protocol",
            "SASL_SSL",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.certificates",
            trusted,
            "sasl.mechanism",
            "SCRAM-SHA-512",
            "sasl.jaas.config",
            "%s required username=\"%s\" password=\"%s\";".formatted(SCRAM, user, password)));
  }

  /** A user by a token, of the kind without signature that Kafka's library makes itself. */
  public KafkaSettings token(String user) {
    return kafka(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + sasl,
            "security.protocol",
            "SASL_SSL",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.certificates",
            authority.chain(),
            "sasl.mechanism",
            "OAUTHBEARER",
            "sasl.jaas.config",
            "%s required unsecuredLoginStringClaim_sub=\"%s\";".formatted(OAUTH, user)));
  }

  /** A client with a certificate; Kafka knows it as {@code User:CN=client}. */
  public KafkaSettings mutual() {
    return kafka(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + mutual,
            "security.protocol",
            "SSL",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.certificates",
            authority.chain(),
            "ssl.keystore.type",
            "PEM",
            "ssl.keystore.key",
            client.key(),
            "ssl.keystore.certificate.chain",
            client.chain()));
  }

  private KafkaSettings kafka(Map<String, String> client) {
    return new KafkaSettings(client, names, 4, (short) 1);
  }

  /** What the broker's certificate is trusted by. */
  public String trusted() {
    return authority.chain();
  }

  /** Makes users that have the password. */
  public void users(String... users) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(superUser().admin("users"))) {
      admin
          .alterUserScramCredentials(
              List.of(users).stream()
                  .map(
                      user ->
                          new UserScramCredentialUpsertion(
                              user,
                              new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                              PASSWORD))
                  .map(UserScramCredentialAlteration.class::cast)
                  .toList())
          .all()
          .get();
    }
  }

  /** Gives a principal exactly these rights beside what it has. */
  public void allow(String principal, List<Right> rights)
      throws ExecutionException, InterruptedException {
    List<AclBinding> all =
        rights.stream()
            .flatMap(right -> right.operations().stream().map(op -> acl(principal, right, op)))
            .toList();
    try (Admin admin = Admin.create(superUser().admin("acls"))) {
      admin.createAcls(all).all().get();
    }
  }

  /** One of them. */
  public static AclBinding acl(String principal, Right right, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(right.type(), right.name(), right.pattern()),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }

  @Override
  public void close() {
    broker.close();
  }
}
