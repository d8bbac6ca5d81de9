package dev.hookstream.dispatcher.listen;

/**
 * A message of a {@code text/event-stream}.
 *
 * @param id the place that it carries; empty where it carries none
 * @param event its name; empty for a bare place
 */
record Message(String id, String event, String data) {}
