package dev.hookstream.dispatcher.config;

import static dev.hookstream.dispatcher.config.Setting.Kind.BOOLEAN;
import static dev.hookstream.dispatcher.config.Setting.Kind.LIST;
import static dev.hookstream.dispatcher.config.Setting.Kind.MAP;
import static dev.hookstream.dispatcher.config.Setting.Kind.NUMBER;
import static dev.hookstream.dispatcher.config.Setting.Kind.SECRET;
import static dev.hookstream.dispatcher.config.Setting.Kind.TEXT;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every setting there is: the file, the variables and the table in the documentation follow it. */
public final class Settings {
  static final List<Setting> ALL =
      List.of(
          new Setting("kafka.bootstrap_servers", TEXT, null, "host:port of one or more brokers"),
          new Setting(
              "kafka.client",
              MAP,
              null,
              "properties for every Kafka client, under Kafka's names (`security.protocol`, …)"),
          new Setting("kafka.topic_prefix", TEXT, "", "before every topic's name but `events`"),
          new Setting("kafka.events_topic", TEXT, "events", "the topic that producers write to"),
          new Setting(
              "kafka.events_partitioner",
              TEXT,
              "murmur2",
              "how producers place keys on it: `murmur2` (Java), `crc32` (librdkafka)"),
          new Setting("kafka.partitions", NUMBER, "12", "of each topic, where we make it"),
          new Setting(
              "kafka.replication_factor",
              NUMBER,
              "-1",
              "of each topic, where we make it; -1: the broker's default"),
          new Setting("http.host", TEXT, "0.0.0.0", "where the API and the dashboard listen"),
          new Setting("http.port", NUMBER, "8080", "their port"),
          new Setting(
              "http.advertised",
              TEXT,
              null,
              "host:port at which the other instances reach this one; if unsaid, its own address and"
                  + " port"),
          new Setting(
              "http.max_silence_ms",
              NUMBER,
              "5000",
              "for how long it answers without a word from Kafka; then 503 until there is one"),
          new Setting(
              "operator_key",
              SECRET,
              null,
              "reaches every workspace and makes API keys; at least 16 characters"),
          new Setting(
              "operator_key_file", TEXT, null, "a file that holds it; one of the two is needed"),
          new Setting("keyset", SECRET, null, "the Tink keyset (JSON) that seals secrets"),
          new Setting("keyset_file", TEXT, null, "a file that holds it; one of the two is needed"),
          new Setting("contracts", TEXT, null, "a folder of your own contracts"),
          new Setting(
              "registry",
              MAP,
              null,
              "the schema registry, under Confluent's names (`schema.registry.url`, …)"),
          new Setting("network.allow_http", BOOLEAN, "false", "whether webhooks may use http"),
          new Setting(
              "network.allow_networks",
              LIST,
              "",
              "networks (10.1.0.0/16) that webhooks may reach although they are private"),
          new Setting(
              "roles", LIST, "api,topology,sender,delay", "what this instance does, of these"),
          new Setting("sender.max_in_flight", NUMBER, "2048", "requests at one time"),
          new Setting(
              "sender.max_bytes_in_flight", NUMBER, "134217728", "bytes of bodies at one time"),
          new Setting("sender.event_loops", NUMBER, "0", "its threads; 0: one a processor"),
          new Setting("topology.threads", NUMBER, "0", "stream threads; 0: one a processor"),
          new Setting("topology.state_dir", TEXT, "state/topology", "where lanes keep their state"),
          new Setting(
              "topology.standbys",
              NUMBER,
              "1",
              "copies of each lane's state on other instances, where there are so many: what takes over in seconds"),
          new Setting(
              "topology.state_memory_mb",
              NUMBER,
              "0",
              "MiB for all stores (RocksDB) of this instance together, those of the log included; 0: a sixteenth of what the machine or container has, at least 256, at most 1024"),
          new Setting("topology.commit_interval_ms", NUMBER, "200", "between two transactions"),
          new Setting(
              "topology.max_out_per_task", NUMBER, "20000", "deliveries out at one time, a task"),
          new Setting(
              "topology.default_max_in_flight",
              NUMBER,
              "1024",
              "an endpoint's deliveries out at one time, where its owner set no limit; at most 256 of them are requests under way"),
          new Setting(
              "topology.max_wait_hours",
              NUMBER,
              "72",
              "how long a delivery may wait for an endpoint that is down or disabled, where its owner said nothing; then it is a dead letter"),
          new Setting(
              "topology.max_backlog",
              NUMBER,
              "10000000",
              "deliveries that may wait for one endpoint; one more is a dead letter"),
          new Setting("quota.webhooks", NUMBER, "1000", "webhooks that a workspace may have"),
          new Setting(
              "quota.events_per_second",
              NUMBER,
              "0",
              "events a second that a workspace may publish through one instance's API; 0: no limit"),
          new Setting(
              "quota.backlog",
              NUMBER,
              "0",
              "deliveries that may wait for a workspace's webhooks before its events are refused at the API; 0: no limit"),
          new Setting("log.state_dir", TEXT, "state/log", "where the delivery log keeps its state"),
          new Setting(
              "log.standbys",
              NUMBER,
              "1",
              "copies of each part of the log on other instances, where there are so many: it answers again seconds after an instance is lost. Each costs the log's disk, and the reading and writing of its changelog, once more; 0: that part answers 503 until it is read again from Kafka"),
          new Setting(
              "alerts.smtp.host", TEXT, null, "the mail server; if unsaid, alerts are not mailed"),
          new Setting("alerts.smtp.port", NUMBER, "587", "its port"),
          new Setting(
              "alerts.smtp.tls",
              TEXT,
              "starttls",
              "`starttls` (required), `tls` (from the first byte, usually port 465), `none`"),
          new Setting("alerts.smtp.user", TEXT, null, "to sign in with; if unsaid, nobody does"),
          new Setting("alerts.smtp.password", SECRET, null, "the user's password"),
          new Setting("alerts.smtp.password_file", TEXT, null, "a file that holds it"),
          new Setting(
              "alerts.from", TEXT, null, "the sender, such as `Hookstream <hooks@example.com>`"),
          new Setting(
              "alerts.operator_email",
              TEXT,
              null,
              "who is told what only an operator can mend; if unsaid, nobody is"),
          new Setting(
              "alerts.link",
              TEXT,
              null,
              "the address of this installation in a browser, for the links in mails"),
          new Setting(
              "alerts.digest_minutes",
              NUMBER,
              "5",
              "how long alerts are gathered into one mail, where a workspace says nothing; 0: not"
                  + " at all"),
          new Setting(
              "tracing.to_receivers",
              BOOLEAN,
              "true",
              "whether requests carry `traceparent` and `tracestate` where the event's producer named a trace"),
          new Setting(
              "tracing.endpoint",
              TEXT,
              null,
              "the OTLP/HTTP collector that spans go to, such as `http://collector:4318`; if unsaid, none are made"),
          new Setting("event_max_bytes", NUMBER, "262144", "the largest event that is taken"),
          new Setting(
              "from",
              TEXT,
              null,
              "`beginning` or `end`: where to begin where nothing is committed; a first start"
                  + " begins at the end"));

  static final Map<String, Setting> BY_KEY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private Settings() {}

  /** The table in docs/operate.md, in Markdown. */
  public static String table() {
    StringBuilder table = new StringBuilder("| setting | variable | default | meaning |\n");
    table.append("|---|---|---|---|\n");
    for (Setting setting : ALL) {
      String fallback = setting.fallback();
      table
          .append("| `" + setting.key() + "` | `" + setting.variable())
          .append(setting.kind() == MAP ? "_…` | " : "` | ")
          .append(fallback == null || fallback.isEmpty() ? "" : "`" + fallback + "`")
          .append(" | " + setting.meaning() + " |\n");
    }
    return table.toString();
  }
}
