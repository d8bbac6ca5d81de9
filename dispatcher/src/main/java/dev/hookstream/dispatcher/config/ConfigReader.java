package dev.hookstream.dispatcher.config;

import com.sun.management.OperatingSystemMXBean;
import dev.hookstream.dispatcher.config.Config.EventsPartitioner;
import dev.hookstream.dispatcher.config.Config.From;
import dev.hookstream.dispatcher.config.Config.Role;
import dev.hookstream.dispatcher.kafka.Crc32Partitioner;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.sender.guard.Cidr;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.secret.Keyring;
import dev.hookstream.topology.state.BoundedMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** Reads and checks settings; reports everything that is wrong at once. */
public final class ConfigReader {
  private static final String BOOTSTRAP = "bootstrap.servers";
  private static final int SHORTEST_OPERATOR_KEY = 16;

  /** Without user info: it is shown where spans are not taken, and there is a variable for it. */
  private static final Pattern COLLECTOR = Pattern.compile("https?://[^\\s/?#@]+(/[^\\s?#@]*)?");

  private final Values values;
  private final List<String> problems;
  private final Map<String, String> environment;

  private ConfigReader(Values values, List<String> problems, Map<String, String> environment) {
    this.environment = environment;
    this.values = values;
    this.problems = problems;
  }

  /**
   * Reads a file, variables over it.
   *
   * @param file null where variables say everything
   * @param environment all variables; those that do not begin with HOOKSTREAM_ are left alone
   * @throws ConfigException with everything that is wrong
   */
  public static Config read(@Nullable Path file, Map<String, String> environment) {
    return open(file, environment).config();
  }

  /**
   * Reads as {@link #read}, but asks only for what reaching Kafka needs: no secrets.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static KafkaSettings kafka(@Nullable Path file, Map<String, String> environment) {
    ConfigReader reader = open(file, environment);
    KafkaSettings kafka = reader.kafka();
    reader.throwProblems();
    return kafka;
  }

  /**
   * Reads as {@link #kafka}, but what an instance does.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static Set<Role> roles(@Nullable Path file, Map<String, String> environment) {
    ConfigReader reader = open(file, environment);
    Set<Role> roles = reader.roles();
    reader.throwProblems();
    return roles;
  }

  /**
   * Reads as {@link #kafka}, but where a program on this machine reaches the instance: {@code
   * host:port}; port 0 is one that nobody knows before its start.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static String localAddress(@Nullable Path file, Map<String, String> environment) {
    ConfigReader reader = open(file, environment);
    Config.Http http = reader.http();
    reader.throwProblems();
    boolean everywhere = Set.of("", "0.0.0.0").contains(http.host());
    String host = everywhere ? "127.0.0.1" : http.host().equals("::") ? "::1" : http.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
  }

  private static ConfigReader open(@Nullable Path file, Map<String, String> environment) {
    Map<String, Given> given = new HashMap<>();
    List<String> problems = new ArrayList<>();
    if (file != null) {
      try {
        FileValues.read(file.toString(), Files.readString(file), given, problems);
      } catch (IOException e) {
        problems.add("the settings file " + file + " cannot be read");
      }
    }
    Variables.read(environment, given, problems);
    problems.addAll(LogVariables.problems(environment));
    return new ConfigReader(new Values(given, problems), problems, environment);
  }

  private Config config() {
    Config.Secrets secrets = secrets();
    Config config =
        new Config(
            kafka(),
            partitioner(),
            http(),
            secrets,
            values.optional("contracts").map(Path::of),
            values.entries("registry"),
            new Config.Network(values.truth("network.allow_http"), networks()),
            roles(),
            sender(),
            topology(),
            quota(),
            new Config.Log(
                Path.of(values.required("log.state_dir")), values.number("log.standbys", 0, 5)),
            values.number("event_max_bytes", 1_024, KafkaSettings.MAX_INTERNAL_BYTES / 4),
            from(),
            new MailReader(values).mail(),
            tracing());
    throwProblems();
    return config;
  }

  private void throwProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private KafkaSettings kafka() {
    Map<String, String> client = values.entries("kafka.client");
    if (!client.containsKey(BOOTSTRAP)) {
      client.put(BOOTSTRAP, values.required("kafka.bootstrap_servers"));
    }
    String servers = client.getOrDefault(BOOTSTRAP, "");
    if (servers.isBlank()) {
      client.put(BOOTSTRAP, "missing:0"); // already a problem; go on and find the others
    }
    if (values.text("kafka.events_partitioner").equalsIgnoreCase("crc32")) {
      // Whatever is keyed by workspace must lie where its events do.
      client.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, Crc32Partitioner.class.getName());
    }
    TopicNames names =
        new TopicNames(values.text("kafka.topic_prefix"), values.required("kafka.events_topic"));
    int replicas = values.number("kafka.replication_factor", -1, Short.MAX_VALUE);
    if (replicas == 0) {
      values.wrong("kafka.replication_factor", "at least 1 is expected, or -1");
      replicas = -1;
    }
    int partitions = values.number("kafka.partitions", 1, 10_000);
    return new KafkaSettings(client, names, partitions, (short) replicas);
  }

  private EventsPartitioner partitioner() {
    String key = "kafka.events_partitioner";
    EventsPartitioner chosen = values.choice(key, values.text(key), EventsPartitioner.class);
    return chosen == null ? EventsPartitioner.MURMUR2 : chosen;
  }

  private Config.Http http() {
    Optional<String> advertised = values.optional("http.advertised");
    if (advertised
        .filter(place -> !place.matches("(\\[[0-9a-fA-F:]+]|[^\\s:/]+):[0-9]{1,5}"))
        .isPresent()) {
      values.wrong("http.advertised", "host:port is expected");
    }
    return new Config.Http(
        values.text("http.host"),
        values.number("http.port", 0, 65_535),
        advertised,
        Duration.ofMillis(values.number("http.max_silence_ms", 1_000, 600_000)));
  }

  private Config.Secrets secrets() {
    String operatorKey = textOrFile("operator_key", "operator_key_file").strip();
    if (!operatorKey.isEmpty() && operatorKey.length() < SHORTEST_OPERATOR_KEY) {
      values.wrong(
          given("operator_key", "operator_key_file"),
          "at least " + SHORTEST_OPERATOR_KEY + " characters are expected");
    }
    String keyset = textOrFile("keyset", "keyset_file");
    if (!keyset.isEmpty()) {
      try {
        Keyring.fromJson(keyset);
      } catch (IllegalArgumentException e) {
        values.wrong(given("keyset", "keyset_file"), String.valueOf(e.getMessage()));
      }
    }
    return new Config.Secrets(operatorKey, keyset, environment);
  }

  /** Which of the two was said. */
  private String given(String key, String fileKey) {
    return values.optional(key).isPresent() ? key : fileKey;
  }

  /** A secret, or what a file holds; empty, and a problem, where neither is there. */
  private String textOrFile(String key, String fileKey) {
    Optional<String> text = values.optional(key);
    Optional<String> file = values.optional(fileKey);
    if (text.isPresent() || file.isEmpty()) {
      return text.orElseGet(() -> values.required(key));
    }
    try {
      String held = Files.readString(Path.of(file.get()));
      if (held.isBlank()) {
        values.wrong(
            fileKey,
            file.get() + " is empty; `hookstream keyset init FOLDER` makes both, each in a file");
      }
      return held.isBlank() ? "" : held;
    } catch (IOException e) {
      values.wrong(fileKey, file.get() + " cannot be read");
      return "";
    }
  }

  private List<Cidr> networks() {
    List<Cidr> networks = new ArrayList<>();
    for (String text : values.list("network.allow_networks")) {
      try {
        networks.add(Cidr.parse(text));
      } catch (IllegalArgumentException e) {
        values.wrong("network.allow_networks", String.valueOf(e.getMessage()));
      }
    }
    return networks;
  }

  private Set<Role> roles() {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String text : values.list("roles")) {
      Role role = values.choice("roles", text, Role.class);
      if (role != null) {
        roles.add(role);
      }
    }
    if (roles.isEmpty()) {
      values.wrong("roles", "at least one role is expected");
    }
    return roles;
  }

  private Config.Sender sender() {
    int loops = values.number("sender.event_loops", 0, 256);
    return new Config.Sender(
        values.number("sender.max_in_flight", 1, 1_000_000),
        values.longNumber("sender.max_bytes_in_flight", 1 << 20, 1L << 40),
        loops == 0 ? processors() : loops);
  }

  private Config.Topology topology() {
    int threads = values.number("topology.threads", 0, 256);
    return new Config.Topology(
        threads == 0 ? processors() : threads,
        Path.of(values.required("topology.state_dir")),
        values.number("topology.standbys", 0, 5),
        stateMemory(values.number("topology.state_memory_mb", 0, 1 << 20)),
        values.number("topology.commit_interval_ms", 1, 60_000),
        values.number("topology.max_out_per_task", 1, 1_000_000),
        values.number("topology.default_max_in_flight", 1, 100_000),
        Duration.ofHours(values.number("topology.max_wait_hours", 1, 24 * 30)),
        values.longNumber("topology.max_backlog", 1, 1L << 40));
  }

  private static long stateMemory(int mebibytes) {
    long share = Math.min(Math.max(memory() / 16, BoundedMemory.DEFAULT_MEMORY_BYTES), 1L << 30);
    return mebibytes == 0 ? share : (long) mebibytes << 20;
  }

  private Config.Quota quota() {
    return new Config.Quota(
        values.number("quota.webhooks", 1, 100_000),
        values.number("quota.events_per_second", 0, 1_000_000),
        values.longNumber("quota.backlog", 0, 1L << 40));
  }

  private Config.Tracing tracing() {
    Optional<String> endpoint = values.optional("tracing.endpoint");
    if (endpoint.filter(url -> !COLLECTOR.matcher(url).matches()).isPresent()) {
      values.wrong(
          "tracing.endpoint",
          "the collector's base URL for OTLP over HTTP is expected, such as http://collector:4318");
    }
    return new Config.Tracing(values.truth("tracing.to_receivers"), endpoint);
  }

  private Optional<From> from() {
    return values.optional("from").map(text -> values.choice("from", text, From.class));
  }

  /** The machine's, or the container's where it has a limit. */
  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
