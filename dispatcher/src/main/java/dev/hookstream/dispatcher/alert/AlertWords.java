package dev.hookstream.dispatcher.alert;

import dev.hookstream.schemas.AlertKind;

/**
 * How a kind of alert is called.
 *
 * @param one in a subject, of one
 * @param several in a subject, of more than one
 * @param happened what happened, before its reason
 * @param advice what to do
 */
record AlertWords(String one, String several, String happened, String advice) {
  static AlertWords of(AlertKind kind) {
    return switch (kind) {
      case ENDPOINT_DISABLED ->
          new AlertWords(
              "webhook disabled",
              "webhooks disabled",
              "It was disabled",
              "Mend the receiver, then enable the webhook again: what came meanwhile is held, and is"
                  + " delivered then or thrown away, as you choose.");
      case ENDPOINT_FAILING ->
          new AlertWords(
              "webhook failing",
              "webhooks failing",
              "It keeps failing",
              "Look at the receiver: the webhook's deliveries show what it answered. Nothing is lost"
                  + " while they are retried.");
      case ENDPOINT_RECOVERED ->
          new AlertWords(
              "webhook recovered",
              "webhooks recovered",
              "It answers with success again",
              "Nothing is to be done: what waited is being delivered.");
      case DELIVERY_EXHAUSTED ->
          new AlertWords(
              "webhook with dead letters",
              "webhooks with dead letters",
              "Deliveries were given up",
              "They are kept for 30 days as dead letters: mend the receiver, then put them back.");
      case EVENT_REJECTED ->
          new AlertWords(
              "kind of event rejected",
              "kinds of events rejected",
              "Events were rejected",
              "Look at what publishes them: they broke the contract's catalogue or could not be"
                  + " read. They are kept for 30 days.");
      case EVENT_MISPLACED ->
          new AlertWords(
              "misplaced events",
              "misplaced events",
              "Events were in another partition than their workspace's, and were moved",
              "Check the producer's key and its partitioner against kafka.events_partitioner.");
      case REGISTRY_AWAY ->
          new AlertWords(
              "schema registry away",
              "schema registry away",
              "Events wait for the schema registry",
              "Check that the registry can be reached; the events go on by themselves then.");
    };
  }

  String subject(int count) {
    return count + " " + (count == 1 ? one : several);
  }
}
