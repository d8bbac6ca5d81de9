package dev.hookstream.dispatcher.embedded;

import java.nio.file.Path;
import java.util.List;

/**
 * A Kafka broker in a child JVM. It ends when this process does, however that ends. After {@link
 * #killNow} another can be started on the same data and port.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final ChildProcess child;
  private volatile int port;

  private BrokerProcess(ChildProcess child) {
    this.child = child;
  }

  /**
   * Starts a broker and returns when it takes requests, after 1 to 4 s.
   *
   * @param data its folder; made where it is missing
   * @param port on 127.0.0.1, or 0 for any that is free
   * @param log the file that takes its output
   * @throws EmbeddedServerException where it does not start; the message says why
   */
  public static BrokerProcess start(Path data, int port, Path log) {
    return start(data, port, log, List.of());
  }

  /**
   * As {@link #start(Path, int, Path)}.
   *
   * @param jvmOptions options of its JVM beside the usual, which they win over; {@code
   *     hookstream.broker.…} makes it one of several, or sets what Kafka calls so
   */
  public static BrokerProcess start(Path data, int port, Path log, List<String> jvmOptions) {
    BrokerProcess broker = launch(data, port, log, jvmOptions);
    broker.awaitReady();
    return broker;
  }

  /** Starts a broker and does not wait, for who has something else to do meanwhile. */
  public static BrokerProcess launch(Path data, int port, Path log) {
    return launch(data, port, log, List.of());
  }

  /**
   * As {@link #launch(Path, int, Path)}.
   *
   * @param jvmOptions options of its JVM beside the usual, which they win over
   */
  public static BrokerProcess launch(Path data, int port, Path log, List<String> jvmOptions) {
    ChildJvm jvm =
        new ChildJvm("dev.hookstream.dispatcher.embedded.broker.BrokerMain")
            .options(JVM)
            .options(List.of("-Dlogback.configurationFile=logback-broker.xml"))
            .options(ClassArchive.options("kafka"))
            .options(jvmOptions)
            .arguments(data.toString(), String.valueOf(port));
    return new BrokerProcess(ChildProcess.start("Kafka", jvm.command(), log));
  }

  /**
   * Returns when it takes requests.
   *
   * @throws EmbeddedServerException where it does not start; the message says why
   */
  public void awaitReady() {
    port = child.awaitReady();
  }

  /** Where it listens, once it is ready. */
  public int port() {
    return port;
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  /** Its process, to look at. */
  public ProcessHandle handle() {
    return child.handle();
  }

  /** kill -9: it has no chance to tidy up. Returns when it is gone. */
  public void killNow() {
    child.killNow();
  }

  /** Stops in order and waits for it. Idempotent. */
  @Override
  public void close() {
    child.close();
  }
}
