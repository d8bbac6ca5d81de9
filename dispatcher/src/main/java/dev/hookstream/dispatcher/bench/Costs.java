package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one delivery takes beside the dispatcher's CPU: bytes in each topic, and, where the broker
 * is one of ours on a Linux, its CPU and what both processes read and write.
 */
final class Costs {
  private static final List<String> COUNTED = List.of("rchar", "wchar", "write_bytes");

  private final KafkaSettings kafka;
  private final Optional<ProcessHandle> broker;
  private final ProcessHandle dispatcher;

  Costs(KafkaSettings kafka, Optional<ProcessHandle> broker, ProcessHandle dispatcher) {
    this.kafka = kafka;
    this.broker = broker;
    this.dispatcher = dispatcher;
  }

  /** What has been used so far. */
  record Used(Map<String, Long> topics, Duration brokerCpu, Map<String, Long> io) {}

  Used now() throws InterruptedException {
    Map<String, Long> io = new HashMap<>();
    broker.ifPresent(process -> read("broker", process, io));
    read("dispatcher", dispatcher, io);
    return new Used(
        ClusterFacts.bytes(kafka),
        broker.flatMap(process -> process.info().totalCpuDuration()).orElse(Duration.ZERO),
        io);
  }

  private static void read(String whose, ProcessHandle process, Map<String, Long> io) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/io"))) {
        String[] parts = line.split(": ", 2);
        if (COUNTED.contains(parts[0])) {
          io.put(whose + " " + parts[0], Long.valueOf(parts[1].strip()));
        }
      }
    } catch (IOException e) {
      io.clear(); // not a Linux: nothing is better than a part
    }
  }

  /** A delivery's part of what has been used since. */
  String each(Used before, long deliveries) throws InterruptedException {
    Used after = now();
    StringBuilder text = new StringBuilder();
    if (broker.isPresent()) {
      text.append(
          "    the broker's CPU us a delivery: %.0f%n"
              .formatted(after.brokerCpu().minus(before.brokerCpu()).toNanos() / 1e3 / deliveries));
    }
    each(text, "bytes", after.io(), before.io(), deliveries);
    each(text, "bytes on topics", after.topics(), before.topics(), deliveries);
    return text.toString().stripTrailing();
  }

  private static void each(
      StringBuilder text,
      String what,
      Map<String, Long> after,
      Map<String, Long> before,
      long deliveries) {
    double all = 0;
    StringBuilder parts = new StringBuilder();
    for (Map.Entry<String, Long> one : new TreeMap<>(after).entrySet()) {
      long began = Objects.requireNonNullElse(before.get(one.getKey()), 0L);
      double each = (one.getValue() - began) / (double) deliveries;
      all += each;
      if (each >= 1) {
        parts.append(String.format(Locale.ROOT, "%n      %s %,.0f", one.getKey(), each));
      }
    }
    text.append(
        String.format(Locale.ROOT, "    %s a delivery: %,.0f in all%s%n", what, all, parts));
  }
}
