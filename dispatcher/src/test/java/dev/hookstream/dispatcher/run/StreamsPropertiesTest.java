package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.topology.secret.Keyring;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
  @Test
  void one_standby_unless_the_operator_says_how_many() {
    assertThat(standbys(Map.of())).isEqualTo(1);
    assertThat(standbys(Map.of("HOOKSTREAM_TOPOLOGY_STANDBYS", "2"))).isEqualTo(2);
    assertThat(standbys(Map.of("HOOKSTREAM_TOPOLOGY_STANDBYS", "0"))).isZero();
  }

  private static int standbys(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", "a:9092");
    variables.put("HOOKSTREAM_OPERATOR_KEY", "operator-key-of-the-tests");
    variables.put("HOOKSTREAM_KEYSET", Keyring.generateJson());
    Config config = ConfigReader.read(null, variables);
    var properties = StreamsProperties.dispatch(config, config.kafka(), "here:1");
    // As Streams reads it, so that a name or a type that it does not know is seen.
    return new StreamsConfig(properties).getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
  }
}
