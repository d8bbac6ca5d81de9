package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;

/** Signals that Java has no call for. */
final class Signals {
  private Signals() {}

  /**
   * Sends one.
   *
   * @param signal as {@code kill} takes it
   */
  static void send(ProcessHandle process, String signal) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill " + signal + " of process " + process.pid() + " failed");
    }
  }
}
