package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.topology.secret.Keyring;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ClientPropertiesTest {
  private static final Map<String, String> OAUTH =
      Map.of(
          "security.protocol", "SASL_SSL",
          "sasl.mechanism", "OAUTHBEARER",
          "sasl.login.callback.handler.class",
              "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
          "sasl.oauthbearer.token.endpoint.url", "https://login.example.com/oauth2/token",
          "sasl.oauthbearer.scope", "kafka",
          "sasl.jaas.config",
              "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                  + " clientId=\"hookstream\" clientSecret=\"s3cr3t\";");

  @Test
  void what_is_said_for_every_client_reaches_every_client_unchanged() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", "kafka:9093");
    environment.put("HOOKSTREAM_OPERATOR_KEY", "operator-key-of-the-tests");
    environment.put("HOOKSTREAM_KEYSET", Keyring.generateJson());
    OAUTH.forEach(
        (name, value) ->
            environment.put(
                "HOOKSTREAM_KAFKA_CLIENT_" + name.toUpperCase(Locale.ROOT).replace('.', '_'),
                value));
    Config config = ConfigReader.read(null, environment);
    KafkaSettings kafka = config.kafka();
    StreamsConfig streams = new StreamsConfig(StreamsProperties.dispatch(config, kafka, "here:1"));
    for (Map<String, Object> properties :
        List.of(
            kafka.consumer("a"),
            kafka.reader("a"),
            kafka.producer("a"),
            kafka.admin("a"),
            streams.getMainConsumerConfigs("group", "a", 0),
            streams.getRestoreConsumerConfigs("a"),
            streams.getProducerConfigs("a"),
            streams.getAdminConfigs("a"))) {
      assertThat(properties).containsAllEntriesOf(OAUTH);
    }
  }
}
