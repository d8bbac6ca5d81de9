package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** All that an instance has written, by the place. */
final class Written {
  private final Map<String, String> places = new TreeMap<>();

  Map<String, String> places() {
    return Map.copyOf(places);
  }

  /** All records of all topics of this installation, aborted ones too. */
  void readTopics(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.reader("no-secret");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      String prefix = kafka.names().prefix();
      assertThat(prefix).isNotEmpty();
      List<TopicPartition> partitions = new ArrayList<>();
      for (Map.Entry<String, List<PartitionInfo>> topic : consumer.listTopics().entrySet()) {
        if (topic.getKey().startsWith(prefix)) {
          topic
              .getValue()
              .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
        }
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<String, StringBuilder> texts = new TreeMap<>();
      partitions.forEach(p -> texts.put(p.topic(), new StringBuilder()));
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          StringBuilder text = texts.get(record.topic());
          append(text, record.key());
          append(text, record.value());
          record.headers().forEach(header -> append(text, header.value()));
        }
      }
      texts.forEach((topic, text) -> places.put("topic " + topic, text.toString()));
    }
  }

  private static void append(StringBuilder text, byte @Nullable [] bytes) {
    if (bytes != null) {
      text.append(new String(bytes, ISO_8859_1)).append('\n');
    }
  }

  /** All files below a folder. */
  void readFiles(Path state) throws Exception {
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        places.put("file " + state.relativize(file), Files.readString(file, ISO_8859_1));
      }
    }
  }

  /** All that was logged, stack traces too. */
  void readLog(List<ILoggingEvent> lines) {
    StringBuilder log = new StringBuilder();
    for (ILoggingEvent event : lines) {
      log.append(event.getFormattedMessage()).append(event.getKeyValuePairs()).append('\n');
      if (event.getThrowableProxy() != null) {
        log.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    places.put("log", log.toString());
  }
}
