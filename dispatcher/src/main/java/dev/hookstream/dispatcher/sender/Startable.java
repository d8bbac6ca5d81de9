package dev.hookstream.dispatcher.sender;

/** What an event loop begins. */
interface Startable {
  /**
   * Begins; called once, on the event loop.
   *
   * @param now milliseconds since 1970
   */
  void start(long now);
}
