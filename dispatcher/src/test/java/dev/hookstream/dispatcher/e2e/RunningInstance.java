package dev.hookstream.dispatcher.e2e;

import dev.hookstream.dispatcher.config.ConfigReader;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.run.Instance;
import dev.hookstream.topology.secret.Keyring;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One instance in this JVM, configured as an operator would: by settings in variables. */
final class RunningInstance implements AutoCloseable {
  static final String OPERATOR_KEY = "operator-key-of-the-tests";

  private final KafkaSettings kafka;
  private final String keyset = Keyring.generateJson();
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable Instance instance;
  private @Nullable Api api;

  /** Makes the topics; starts nothing yet. */
  RunningInstance(KafkaSettings kafka, Path state) {
    this(state, kafka);
    new TopicAdmin(kafka).create();
  }

  /** For who may not look at topics, or not even connect. */
  static RunningInstance onTopicsThatAreThere(KafkaSettings kafka, Path state) {
    return new RunningInstance(state, kafka);
  }

  private RunningInstance(Path state, KafkaSettings kafka) {
    this.kafka = kafka;
    // Bootstrap servers among them.
    kafka
        .client()
        .forEach(
            (name, value) ->
                with("KAFKA_CLIENT_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    with("KAFKA_TOPIC_PREFIX", kafka.names().prefix());
    with("KAFKA_EVENTS_TOPIC", kafka.names().events());
    with("KAFKA_PARTITIONS", Integer.toString(kafka.partitions()));
    with("KAFKA_REPLICATION_FACTOR", Short.toString(kafka.replicationFactor()));
    with("HTTP_HOST", "127.0.0.1");
    with("HTTP_PORT", "0");
    with("OPERATOR_KEY", OPERATOR_KEY);
    with("KEYSET", keyset);
    with("NETWORK_ALLOW_HTTP", "true");
    with("NETWORK_ALLOW_NETWORKS", "127.0.0.0/8");
    with("TOPOLOGY_STATE_DIR", state.resolve("topology").toString());
    with("LOG_STATE_DIR", state.resolve("log").toString());
  }

  /** Sets one more setting, for the next start. */
  RunningInstance with(String variable, String value) {
    environment.put("HOOKSTREAM_" + variable, value);
    return this;
  }

  /** Sets a variable that is not a setting of ours. */
  RunningInstance withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  RunningInstance registry(String url) {
    return with("REGISTRY_SCHEMA_REGISTRY_URL", url);
  }

  /** Starts it, and returns when it is ready. */
  RunningInstance start() throws Exception {
    Instance started = new Instance(ConfigReader.read(null, environment));
    started.start();
    instance = started;
    Api client = new Api(started.httpPort(), OPERATOR_KEY);
    api = client;
    Eventually.that("ready", client::isReady);
    return this;
  }

  /** Starts it where its roles have no API to ask whether it is ready. */
  RunningInstance startWithoutApi() throws Exception {
    Instance started = new Instance(ConfigReader.read(null, environment));
    started.start();
    instance = started;
    return this;
  }

  /** Its settings. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  Api api() {
    return Objects.requireNonNull(api, "not started");
  }

  int port() {
    return Objects.requireNonNull(instance, "not started").httpPort();
  }

  KafkaSettings kafka() {
    return kafka;
  }

  Keyring keyring() {
    return Keyring.fromJson(keyset);
  }

  /** Stops it as SIGTERM would; {@link #start} starts it again on the same state. */
  @Override
  public void close() {
    if (instance != null) {
      instance.close();
      instance = null;
    }
  }
}
