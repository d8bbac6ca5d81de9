package dev.hookstream.dispatcher.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that does its work again and again until it is closed. What the work throws is
 * logged and the work begun again, a second later. {@link #start} once, {@link #close} from any
 * thread.
 */
public final class WorkLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
  private static final long BACK_OFF_MILLIS = 1_000;

  /** A piece of the work. */
  public interface Work {
    /** Does it, and answers after how many milliseconds the next is to be done. */
    long once();

    /** Runs on the same thread, after the last piece. */
    default void end() {}
  }

  private final String onFailure;
  private final Work work;
  private final long closingMillis;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Starts nothing yet.
   *
   * @param onFailure what the log says when the work throws
   * @param closingMillis how long {@link #close} waits for the work to come to its end
   */
  public WorkLoop(String threadName, String onFailure, long closingMillis, Work work) {
    this.onFailure = onFailure;
    this.work = work;
    this.closingMillis = closingMillis;
    thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (!isClosed()) {
      long pause = BACK_OFF_MILLIS;
      try {
        pause = work.once();
      } catch (RuntimeException e) {
        log.atWarn().setCause(e).addKeyValue("thread", thread.getName()).log(onFailure);
      }
      await(pause);
    }
    work.end();
  }

  /** Whether it is to come to its end. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void await(long millis) {
    try {
      var unused = closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  /** Asks it to end, without waiting. */
  public void stop() {
    closed.countDown();
  }

  /** Ends pauses, and waits a bounded time for the work that is being done. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(closingMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
