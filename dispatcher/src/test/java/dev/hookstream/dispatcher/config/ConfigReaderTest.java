package dev.hookstream.dispatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hookstream.dispatcher.config.Config.Role;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final String OPERATOR_KEY = "an-operators-key-of-some-length";
  private static final Map<String, String> SECRETS =
      Map.of("HOOKSTREAM_OPERATOR_KEY", OPERATOR_KEY, "HOOKSTREAM_KEYSET", Keyring.generateJson());

  @TempDir Path folder;

  @Test
  void readsAFileAndFillsInTheDefaults() throws IOException {
    Config config =
        read(
            """
            kafka:
              bootstrap_servers: a:9092,b:9092
              client:
                security.protocol: SASL_SSL
            network:
              allow_http: true
              allow_networks: [10.1.0.0/16, "fd00::/8"]
            roles: [api, sender]
            """,
            SECRETS);
    assertThat(config.kafka().bootstrapServers()).isEqualTo("a:9092,b:9092");
    assertThat(config.kafka().client()).containsEntry("security.protocol", "SASL_SSL");
    assertThat(config.kafka().partitions()).isEqualTo(12);
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.API, Role.SENDER);
    assertThat(config.network().allowNetworks()).hasSize(2);
    assertThat(config.topology().maxOutPerTask()).isEqualTo(20_000);
    assertThat(config.from()).isEmpty();
  }

  @Test
  void theStoresTakeAShareOfTheMemoryUnlessTold() throws IOException {
    Map<String, String> variables = new HashMap<>(SECRETS);
    variables.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", "a:9092");
    assertThat(ConfigReader.read(null, variables).topology().stateMemoryBytes())
        .isBetween(256L << 20, 1L << 30);
    variables.put("HOOKSTREAM_TOPOLOGY_STATE_MEMORY_MB", "4096");
    assertThat(ConfigReader.read(null, variables).topology().stateMemoryBytes())
        .isEqualTo(4L << 30);
  }

  @Test
  void variablesWinOverTheFileAndAloneAreEnough() throws IOException {
    Map<String, String> variables = new HashMap<>(SECRETS);
    variables.put("HOOKSTREAM_KAFKA_BOOTSTRAP_SERVERS", "env:9092");
    variables.put("HOOKSTREAM_KAFKA_CLIENT_SASL_MECHANISM", "PLAIN");
    variables.put("HOOKSTREAM_ROLES", "delay");
    variables.put("HOOKSTREAM_REGISTRY_SCHEMA_REGISTRY_URL", "http://registry");
    Config config = read("kafka: {bootstrap_servers: 'file:9092'}", variables);
    assertThat(config.kafka().bootstrapServers()).isEqualTo("env:9092");
    assertThat(config.kafka().client()).containsEntry("sasl.mechanism", "PLAIN");
    assertThat(config.roles()).containsExactly(Role.DELAY);
    assertThat(config.registry()).containsEntry("schema.registry.url", "http://registry");
    assertThat(ConfigReader.read(null, variables))
        .isEqualTo(
            new Config(
                ConfigReader.read(null, variables).kafka(),
                config.eventsPartitioner(),
                config.http(),
                config.secrets(),
                config.contracts(),
                config.registry(),
                config.network(),
                config.roles(),
                config.sender(),
                config.topology(),
                config.quota(),
                config.log(),
                config.eventMaxBytes(),
                config.from(),
                config.mail(),
                config.tracing()));
  }

  @Test
  void reportsEveryProblemAtOnceEachWithItsPlace() {
    List<String> problems =
        problems(
            """
            kafka:
              bootstrap_server: a:9092
              partitions: many
            http:
              port: 70000
            roles: [api, cook]
            network:
              allow_http: perhaps
              allow_networks: [nowhere]
            from: middle
            tracing:
              endpoint: user:password@collector
            """);
    assertThat(problems)
        .anyMatch(p -> p.contains("line 2") && p.contains("did you mean `kafka.bootstrap_servers`"))
        .anyMatch(p -> p.contains("`kafka.bootstrap_servers` is not set"))
        .anyMatch(p -> p.contains("line 3") && p.contains("kafka.partitions"))
        .anyMatch(p -> p.contains("line 5") && p.contains("65535"))
        .anyMatch(p -> p.contains("line 6") && p.contains("`delay`"))
        .anyMatch(p -> p.contains("line 8") && p.contains("`true` or `false`"))
        .anyMatch(p -> p.contains("line 9") && p.contains("nowhere"))
        .anyMatch(p -> p.contains("line 10") && p.contains("`beginning`"))
        .anyMatch(p -> p.contains("line 12") && p.contains("http://collector:4318"))
        .hasSize(9);
  }

  @Test
  void neverShowsASecret() throws IOException {
    Map<String, String> variables = Map.of("HOOKSTREAM_OPERATOR_KEY", "tooshort");
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> read("kafka: {bootstrap_servers: 'a:1'}\nkeyset: '{hush}'", variables));
    assertThat(refused.getMessage()).doesNotContain("tooshort").doesNotContain("hush");
    Config good = read("kafka: {bootstrap_servers: 'a:1'}", SECRETS);
    assertThat(good.toString()).doesNotContain(OPERATOR_KEY).doesNotContain("primaryKeyId");
  }

  @Test
  void refusesAVariableThatIsNoSetting() {
    assertThatThrownBy(() -> read("", Map.of("HOOKSTREAM_HTTP_PROT", "80")))
        .hasMessageContaining("variable HOOKSTREAM_HTTP_PROT")
        .hasMessageContaining("did you mean `HOOKSTREAM_HTTP_PORT`");
  }

  @Test
  void saysWhereAFileIsNoYaml() {
    assertThat(problems("kafka:\n  a: [1\n")).anyMatch(p -> p.matches(".*line \\d+: no YAML.*"));
    assertThat(problems("- a")).anyMatch(p -> p.contains("line 1: settings are expected"));
    assertThat(problems("kafka: 7")).anyMatch(p -> p.contains("takes settings below it"));
    assertThat(problems("http: {port: 1, port: 2}")).anyMatch(p -> p.contains("port"));
    assertThat(problems("")).anyMatch(p -> p.contains("operator_key"));
  }

  @Test
  void readsTheKeysetFromAFile() throws IOException {
    Path keyset = Files.writeString(folder.resolve("keyset.json"), Keyring.generateJson());
    Config config =
        read(
            "kafka: {bootstrap_servers: 'a:1'}\nkeyset_file: " + keyset,
            Map.of("HOOKSTREAM_OPERATOR_KEY", OPERATOR_KEY));
    assertThat(config.secrets().keyset()).contains("primaryKeyId");
  }

  @Test
  void readsTheOperatorsKeyFromAFileToo() throws IOException {
    Path file = Files.writeString(folder.resolve("operator-key"), OPERATOR_KEY + "\n");
    String yaml = "kafka: {bootstrap_servers: 'a:1'}\noperator_key_file: " + file;
    Map<String, String> keyset = Map.of("HOOKSTREAM_KEYSET", Keyring.generateJson());
    assertThat(read(yaml, keyset).secrets().operatorKey()).isEqualTo(OPERATOR_KEY);
    Files.writeString(file, "short");
    assertThatThrownBy(() -> read(yaml, keyset))
        .hasMessageContaining("operator_key_file")
        .hasMessageNotContaining("`short`");
    Files.delete(file);
    assertThatThrownBy(() -> read(yaml, keyset)).hasMessageContaining("cannot be read");
  }

  @Test
  void refusesAnEmptyFileOfASecretByItsName() throws IOException {
    Path key = Files.writeString(folder.resolve("operator-key"), " \n");
    Path keyset = Files.createFile(folder.resolve("keyset.json"));
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                read(
                    "kafka: {bootstrap_servers: 'a:1'}\noperator_key_file: %s\nkeyset_file: %s"
                        .formatted(key, keyset),
                    Map.of()));
    assertThat(refused.problems())
        .anyMatch(p -> p.contains("line 2: `operator_key_file`: " + key + " is empty"))
        .anyMatch(p -> p.contains("line 3: `keyset_file`: " + keyset + " is empty"))
        .allMatch(p -> p.contains("`hookstream keyset init FOLDER`"))
        .hasSize(2);
  }

  @Test
  void refusesALogLevelThatIsNone() throws IOException {
    String yaml = "kafka: {bootstrap_servers: 'a:1'}";
    Map<String, String> variables = new HashMap<>(SECRETS);
    variables.put("HOOKSTREAM_LOG_LEVEL", "VERBOSE");
    variables.put("HOOKSTREAM_LOG_ATTEMPTS", "");
    variables.put("HOOKSTREAM_LOG_FORMAT", "xml");
    assertThatThrownBy(() -> read(yaml, variables))
        .hasMessageContaining(
            "variable HOOKSTREAM_LOG_LEVEL: one of `off`, `error`, `warn`, `info`, `debug`, `trace`"
                + " is expected")
        .hasMessageContaining("variable HOOKSTREAM_LOG_ATTEMPTS: one of")
        .hasMessageContaining("variable HOOKSTREAM_LOG_FORMAT: one of `json`, `text` is expected");
    variables.put("HOOKSTREAM_LOG_LEVEL", "Debug");
    variables.put("HOOKSTREAM_LOG_ATTEMPTS", "OFF");
    variables.put("HOOKSTREAM_LOG_FORMAT", "");
    assertThat(read(yaml, variables)).isNotNull();
  }

  @Test
  void saysWhereItIsReachedOnThisMachine() throws IOException {
    assertThat(ConfigReader.localAddress(null, Map.of())).isEqualTo("127.0.0.1:8080");
    Path file = Files.writeString(folder.resolve("h.yaml"), "http: {host: '10.1.2.3', port: 9000}");
    assertThat(ConfigReader.localAddress(file, Map.of())).isEqualTo("10.1.2.3:9000");
    Map<String, String> variables =
        Map.of("HOOKSTREAM_HTTP_HOST", "::", "HOOKSTREAM_HTTP_PORT", "9001");
    assertThat(ConfigReader.localAddress(file, variables)).isEqualTo("[::1]:9001");
    assertThatThrownBy(
            () -> ConfigReader.localAddress(file, Map.of("HOOKSTREAM_HTTP_PORT", "high")))
        .hasMessageContaining("variable HOOKSTREAM_HTTP_PORT");
  }

  private List<String> problems(String yaml) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> read(yaml, yaml.contains("roles") ? SECRETS : Map.of()));
    return refused.problems();
  }

  private Config read(String yaml, Map<String, String> variables) throws IOException {
    return ConfigReader.read(Files.writeString(folder.resolve("hookstream.yaml"), yaml), variables);
  }
}
