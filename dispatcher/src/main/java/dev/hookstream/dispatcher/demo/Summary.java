package dev.hookstream.dispatcher.demo;

import java.util.ArrayList;
import java.util.List;

/** The last words of a demo. */
final class Summary {
  private Summary() {}

  static List<String> lines(Frame frame) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d events in %d s: %d delivered, %d failed attempts, %d retries still waiting, %d dead letters."
            .formatted(
                frame.events(),
                Math.max(0, frame.now() - frame.started()) / 1000,
                frame.delivered(),
                frame.failed(),
                frame.waiting().size(),
                frame.deadLettered()));
    lines.add(
        "From Kafka to the first request: median %s, 99 in 100 within %s."
            .formatted(Look.millis(frame.p50()), Look.millis(frame.p99())));
    lines.add(
        frame.forged() == 0
            ? "The receivers verified all " + frame.verified() + " signatures."
            : frame.forged() + " SIGNATURES DID NOT FIT, " + frame.verified() + " did.");
    return lines;
  }
}
