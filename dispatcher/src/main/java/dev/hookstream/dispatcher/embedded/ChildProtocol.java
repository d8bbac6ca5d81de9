package dev.hookstream.dispatcher.embedded;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * What a child process and its parent say to each other: the child prints one line, {@code ready
 * PORT} or {@code failed SENTENCE}, and ends when its standard input does.
 */
public final class ChildProtocol {
  static final String READY = "hookstream-child ready ";
  static final String FAILED = "hookstream-child failed ";

  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private ChildProtocol() {}

  /** In the child: it takes requests now. */
  public static void sayReady(int port) {
    say(READY + port);
  }

  /** In the child: it does not start. */
  public static void sayFailed(String sentence) {
    say(FAILED + sentence.replace('\n', ' '));
  }

  @SuppressWarnings("SystemOut") // the protocol's channel
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** In the child: returns when the parent closes the pipe, or is gone. */
  public static void awaitParentsEnd() throws IOException {
    while (System.in.read() != -1) {
      // whatever is said carries no meaning
    }
  }

  /**
   * In the child: lets Ctrl-C in a terminal, which reaches parent and children alike, be the
   * parent's business, which stops its children last. The JVM waits in the hook until {@link #end}.
   */
  public static void leaveSignalsToParent() {
    Thread hook =
        new Thread(
            () -> {
              try {
                ENDED.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "until-parent-ends");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** In the child: everything is closed, the process may end. */
  public static void end(int exitCode) {
    ENDED.countDown();
    System.exit(exitCode);
  }
}
