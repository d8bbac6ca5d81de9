package dev.hookstream.dispatcher.api;

/** Writes a body that goes on for as long as somebody reads. */
interface LiveBody {
  /** Called once, on a thread of its own; the answer ends when it returns. */
  void write(LiveConnection to) throws InterruptedException;

  /** Called instead, where the caller has gone or been answered already. On any thread. */
  void abandoned();
}
