package dev.hookstream.dispatcher.embedded.broker;

import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * A folder that holds a broker's data, checked before Kafka opens it: Kafka's own words for a
 * foreign or a newer folder do not say what to do.
 *
 * @param path absolute
 * @param clusterId the cluster's, kept over restarts
 */
record DataFolder(Path path, String clusterId) {
  /** Kafka's own, written when it formats a folder. */
  private static final String META = "meta.properties";

  /** Ours: which Kafka last wrote here. */
  private static final String WRITTEN_BY = "hookstream-broker.properties";

  /**
   * Checks a folder and notes that this version writes to it.
   *
   * @param metadataLevel the newest format of Kafka's metadata that this Kafka can read
   * @param node whose folder it is, or becomes
   */
  static DataFolder open(Path data, short metadataLevel, Node node) {
    Path path = data.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      Properties meta = read(path.resolve(META));
      Properties writtenBy = read(path.resolve(WRITTEN_BY));
      if (!meta.isEmpty()) {
        refuseForeign(path, meta, writtenBy, node);
        refuseNewer(path, writtenBy, metadataLevel);
      }
      note(path.resolve(WRITTEN_BY), metadataLevel);
      return new DataFolder(path, meta.getProperty("cluster.id", node.clusterId()));
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Kafka's data folder " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void refuseForeign(Path path, Properties meta, Properties writtenBy, Node node) {
    boolean ours =
        !writtenBy.isEmpty()
            && "1".equals(meta.getProperty("version"))
            && String.valueOf(node.id()).equals(meta.getProperty("node.id"));
    if (!ours) {
      throw new EmbeddedServerException(
          "the folder " + path + " holds the data of another Kafka installation");
    }
  }

  private static void refuseNewer(Path path, Properties writtenBy, short metadataLevel) {
    String level = writtenBy.getProperty("metadata.level", "0");
    if (!level.matches("\\d{1,4}") || Integer.parseInt(level) > metadataLevel) {
      throw new EmbeddedServerException(
          "the data in "
              + path
              + " were written by Kafka "
              + writtenBy.getProperty("kafka.version", "of an unknown version")
              + ", which is newer than the "
              + AppInfoParser.getVersion()
              + " in use");
    }
  }

  private static void note(Path file, short metadataLevel) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("kafka.version", AppInfoParser.getVersion());
    properties.setProperty("metadata.level", String.valueOf(metadataLevel));
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, "Which Kafka last wrote to this folder");
    }
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is damaged: " + e.getMessage(), e);
      }
    }
    return properties;
  }
}
