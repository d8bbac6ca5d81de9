package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.receive.ReceiverServer.Reply;

/** How an endpoint of the demo answers: always the same for the same event and attempt. */
enum Behaviour {
  /** At once. */
  STEADY("answers at once"),
  /** Two events in five fail once or twice first. */
  FLAKY("fails now and then"),
  /** Takes its time. */
  SLOW("takes its time"),
  /** Chokes on one type of event, for ever. */
  BROKEN("never takes invoice.overdue");

  static final String BREAKS_ON = "invoice.overdue";

  private final String words;

  Behaviour(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  Reply reply(String type, String eventId, int attempt) {
    int dice = Math.floorMod((eventId.hashCode() * 0x9E3779B9) >>> 7, 10);
    return switch (this) {
      case STEADY -> new Reply(200, 2L + dice);
      case SLOW -> new Reply(200, 600 + dice * 120L);
      case FLAKY -> new Reply(attempt <= failures(dice) ? 503 : 200, 5L + dice);
      case BROKEN -> new Reply(type.equals(BREAKS_ON) ? 500 : 200, 8L + dice);
    };
  }

  private static int failures(int dice) {
    return dice == 0 ? 2 : dice <= 3 ? 1 : 0;
  }
}
