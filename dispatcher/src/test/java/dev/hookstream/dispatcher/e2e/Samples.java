package dev.hookstream.dispatcher.e2e;

import com.standardwebhooks.Webhook;

/** An event whose data shows every change that a careless parser makes. */
final class Samples {
  static final String OCCURRED_AT = "2026-05-11T08:14:22.184Z";
  static final String TYPE = "workflow.run.completed";

  /** Large and exact numbers, keys out of order, spaces, escapes and letters of four bytes. */
  static final String DATA =
      "{\"z\":1, \"cost_usd\":0.0382,\"big\":12345678901234567890,\"e\":1E+2,\"zero\":-0.0,"
          + "\"a\":{\"y\":[ 1.10,2 ],\"x\":null},\"text\":\"\u20ac \ud83d\ude00 \\u00e9 \\/\"}";

  private Samples() {}

  /** The body that the contract {@code standard} promises for an event with this data. */
  static String standardBody(String data) {
    return "{\"type\":\""
        + TYPE
        + "\",\"timestamp\":\""
        + OCCURRED_AT
        + "\",\"data\":"
        + data
        + "}";
  }

  /** Verifies as a receiver would, with the specification's own library. */
  static void verifyStandard(String secret, Arrival arrival) throws Exception {
    new Webhook(secret).verify(arrival.text(), arrival.headers());
  }
}
