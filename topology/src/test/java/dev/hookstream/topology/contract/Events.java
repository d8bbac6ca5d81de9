package dev.hookstream.topology.contract;

import dev.hookstream.schemas.Event;
import java.time.Instant;

/** The events that these tests render. */
final class Events {
  static final Instant TIME = Instant.parse("2026-05-11T08:14:22.184Z");

  /** A number that binary floating point changes, one that a long cannot hold, escapes, order. */
  static final String AWKWARD_DATA =
      "{\"z\":0.0382,\"a\":12345678901234567890, \"cost\":1.10,\"e\":1E400,"
          + "\"t\":\"Grüße \\u00fc \\/ 🎉\",\"z\":null}";

  private Events() {}

  static Event with(String type, String data) {
    Event event = new Event();
    event.setId("evt_01HZ8PJYTM6N9X7QWXAYBVS3J5");
    event.setType(type);
    event.setWorkspaceId("ws_main");
    event.setOccurredAt(TIME);
    event.setData(data);
    return event;
  }

  static Contract contract(String name) {
    return Contracts.builtIn().find(name).orElseThrow();
  }
}
