package dev.hookstream.topology.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.settings.AuditTrail;
import dev.hookstream.topology.state.BoundedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The log's topology with its stores, and those who read them. */
final class LogDriver implements AutoCloseable {
  final LogReader reader;
  final TallyReader tallies;
  private final Map<String, Map<String, String>> changelogs = new HashMap<>();
  private final GatheredEvents gathered = new GatheredEvents();
  private final Path folder;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> attempts;
  private final TestInputTopic<byte[], byte[]> outcomes;
  private final TestInputTopic<byte[], byte[]> audit;

  LogDriver() {
    try {
      folder = Files.createTempDirectory("log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "log");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    driver =
        new TopologyTestDriver(
            LogTopology.build(TopicNames.DEFAULT, LogSettings.DEFAULT, gathered),
            properties,
            Instant.ofEpochMilli(LogRecords.AT));
    ByteArraySerializer bytes = new ByteArraySerializer();
    attempts = driver.createInputTopic("attempts", bytes, bytes);
    outcomes = driver.createInputTopic("outcomes", bytes, bytes);
    audit = driver.createInputTopic("audit", bytes, bytes);
    reader =
        new LogReader(
            driver.getWindowStore(LogTopology.ROWS),
            driver.getWindowStore(LogTopology.ATTEMPTS),
            driver.getKeyValueStore(LogTopology.ERASURES),
            gathered);
    tallies =
        new TallyReader(
            driver.getWindowStore(LogTopology.ROWS), driver.getWindowStore(LogTopology.FIVES));
  }

  void pipe(Attempt attempt, long at) {
    attempts.pipeInput(null, AvroCodec.of(Attempt.class).encode(attempt), at);
  }

  void pipe(Outcome outcome, long at) {
    outcomes.pipeInput(null, AvroCodec.of(Outcome.class).encode(outcome), at);
  }

  /** Offsets on both topics as if these had come; they are not logged. */
  void skipTwoAttemptsAndAnOutcome() {
    byte[] nothing = new byte[0];
    attempts.pipeInput(null, nothing, LogRecords.AT);
    attempts.pipeInput(null, nothing, LogRecords.AT);
    outcomes.pipeInput(null, nothing, LogRecords.AT);
  }

  void erase(String workspace, long at) {
    AuditEntry entry =
        new AuditEntry("c", workspace, at, "operator", AuditTrail.ERASED, workspace, Map.of());
    audit.pipeInput(null, AvroCodec.of(AuditEntry.class).encode(entry), at);
  }

  /** What a store has. */
  Map<String, String> contents(String store) {
    Map<String, String> entries = new TreeMap<>();
    try (KeyValueIterator<Windowed<Bytes>, byte[]> all =
        driver.<Bytes, byte[]>getWindowStore(store).all()) {
      all.forEachRemaining(
          next -> {
            Bytes key = next.key.key();
            entries.put(
                HexFormat.of().formatHex(key.get()) + "@" + next.key.window().start(),
                HexFormat.of().formatHex(next.value));
          });
    }
    return entries;
  }

  /** What another instance would read into a store; adds up over calls. */
  Map<String, String> changelog(String store) {
    Map<String, String> entries = changelogs.computeIfAbsent(store, made -> new TreeMap<>());
    String topic = "log-" + store + "-changelog";
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    if (driver.producedTopicNames().contains(topic)) {
      for (TestRecord<byte[], byte[]> change :
          driver.createOutputTopic(topic, bytes, bytes).readRecordsToList()) {
        ByteBuffer key = ByteBuffer.wrap(change.key());
        byte[] own = new byte[change.key().length - Long.BYTES - Integer.BYTES];
        key.get(own);
        String name = HexFormat.of().formatHex(own) + "@" + key.getLong();
        if (change.value() == null) {
          entries.remove(name);
        } else {
          entries.put(name, HexFormat.of().formatHex(change.value()));
        }
      }
    }
    return entries;
  }

  /** Also lets what is due by the clock happen. */
  void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  @Override
  public void close() {
    driver.close();
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
