package dev.hookstream.topology.log;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Outcome;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.state.BoundedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The log's topology with its stores, and those who read them. */
final class LogDriver implements AutoCloseable {
  final LogReader reader;
  final TallyReader tallies;
  private final Path folder;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> attempts;
  private final TestInputTopic<byte[], byte[]> outcomes;

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
            LogTopology.build(TopicNames.DEFAULT, LogSettings.DEFAULT),
            properties,
            Instant.ofEpochMilli(LogRecords.AT));
    ByteArraySerializer bytes = new ByteArraySerializer();
    attempts = driver.createInputTopic("attempts", bytes, bytes);
    outcomes = driver.createInputTopic("outcomes", bytes, bytes);
    reader =
        new LogReader(
            driver.getWindowStore(LogTopology.ROWS), driver.getWindowStore(LogTopology.ATTEMPTS));
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
