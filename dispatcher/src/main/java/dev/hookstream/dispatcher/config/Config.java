package dev.hookstream.dispatcher.config;

import dev.hookstream.dispatcher.alert.MailSettings;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.sender.guard.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One instance's settings, all checked. {@link Settings} lists them with their keys and meanings;
 * {@link ConfigReader} reads them.
 *
 * @param kafka how to reach Kafka, and what the topics are called and made like
 * @param eventsPartitioner how upstream producers place a workspace on {@code events}
 * @param http where the API listens
 * @param secrets what nobody may see
 * @param contracts a folder of the operator's own contracts
 * @param registry settings of the schema registry under Confluent's names; empty: no registry
 * @param network which addresses a webhook may have
 * @param roles what this instance does
 * @param sender bounds of the sender
 * @param topology settings of the dispatch topology
 * @param quota what one workspace may have
 * @param log settings of the delivery log
 * @param eventMaxBytes the largest record on {@code events} that is taken
 * @param from where the first start on an existing topic begins; empty: at its end
 * @param mail how alerts are mailed; empty: not at all
 * @param tracing what becomes of traces that producers name
 */
public record Config(
    KafkaSettings kafka,
    EventsPartitioner eventsPartitioner,
    Http http,
    Secrets secrets,
    Optional<Path> contracts,
    Map<String, String> registry,
    Network network,
    Set<Role> roles,
    Sender sender,
    Topology topology,
    Quota quota,
    Log log,
    int eventMaxBytes,
    Optional<From> from,
    Optional<MailSettings> mail,
    Tracing tracing) {

  /** Copies what could be changed. */
  public Config {
    registry = Map.copyOf(registry);
    roles = Set.copyOf(roles);
  }

  /** How producers to {@code events} turn a key into a partition: Java's way, or librdkafka's. */
  public enum EventsPartitioner {
    MURMUR2,
    CRC32
  }

  /** What an instance may do. */
  public enum Role {
    API,
    TOPOLOGY,
    SENDER,
    DELAY
  }

  /**
   * What becomes of traces that producers name.
   *
   * @param toReceivers whether requests say which trace they belong to
   * @param endpoint the base URL of the collector that spans go to; empty: none are made
   */
  public record Tracing(boolean toReceivers, Optional<String> endpoint) {}

  /** Where to begin on a topic of which nothing is committed. */
  public enum From {
    BEGINNING,
    END
  }

  /**
   * Where the API and the dashboard are.
   *
   * @param host the address to listen on
   * @param port 0 for any that is free
   * @param advertised host:port at which other instances reach this one; empty: found out
   * @param maxSilence for how long it answers without a word from Kafka
   */
  public record Http(String host, int port, Optional<String> advertised, Duration maxSilence) {}

  /**
   * What nobody may see: {@link #toString} says nothing.
   *
   * @param operatorKey reaches every workspace and mints keys
   * @param keyset Tink's JSON, seals endpoints' secrets
   * @param variables of the environment, in which a source's file names its secret
   */
  public record Secrets(String operatorKey, String keyset, Map<String, String> variables) {
    /** Copies the map. */
    public Secrets {
      variables = Map.copyOf(variables);
    }

    @Override
    public String toString() {
      return "Secrets[hidden]";
    }
  }

  /**
   * Which addresses a webhook may have.
   *
   * @param allowHttp whether a URL may be http
   * @param allowNetworks opened although the guard would refuse them
   */
  public record Network(boolean allowHttp, List<Cidr> allowNetworks) {
    /** Copies the list. */
    public Network {
      allowNetworks = List.copyOf(allowNetworks);
    }
  }

  /**
   * Bounds of the sender.
   *
   * @param maxInFlight requests at one time
   * @param maxBytesInFlight bodies' bytes at one time
   * @param eventLoops threads that make the requests
   */
  public record Sender(int maxInFlight, long maxBytesInFlight, int eventLoops) {}

  /**
   * What one workspace may have.
   *
   * @param webhooks how many
   * @param eventsPerSecond through the API of one instance; 0: no limit
   * @param backlog deliveries that wait, before the API takes no more events; 0: no limit
   */
  public record Quota(int webhooks, int eventsPerSecond, long backlog) {}

  /**
   * Settings of the dispatch topology.
   *
   * @param threads Kafka Streams threads
   * @param stateDir its RocksDB
   * @param standbys copies of a task's state on other instances
   * @param stateMemoryBytes what all RocksDB stores of the process share, the log's included
   * @param commitIntervalMillis how often its transactions commit
   * @param maxOutPerTask how many deliveries one task may have out
   * @param defaultMaxInFlight an endpoint's limit where its owner set none
   * @param maxWait how long a delivery may wait in its lane, where its endpoint's owner said
   *     nothing
   * @param maxBacklog how many may wait in a lane
   */
  public record Topology(
      int threads,
      Path stateDir,
      int standbys,
      long stateMemoryBytes,
      int commitIntervalMillis,
      int maxOutPerTask,
      int defaultMaxInFlight,
      Duration maxWait,
      long maxBacklog) {}

  /**
   * Settings of the delivery log.
   *
   * @param stateDir its RocksDB
   * @param standbys copies of a task's state on other instances
   */
  public record Log(Path stateDir, int standbys) {}
}
