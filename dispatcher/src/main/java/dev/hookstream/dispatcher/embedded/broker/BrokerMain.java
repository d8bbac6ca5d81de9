package dev.hookstream.dispatcher.embedded.broker;

import dev.hookstream.dispatcher.embedded.ChildProtocol;
import dev.hookstream.dispatcher.embedded.EmbeddedServerException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * The broker as a process of its own: {@code BrokerMain DATA-FOLDER PORT}. Says on standard output
 * when it is ready, and ends when its standard input does, so that it never outlives its parent.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /** Runs until standard input closes. */
  public static void main(String[] arguments) throws IOException {
    ChildProtocol.leaveSignalsToParent();
    ChildProtocol.end(run(Path.of(arguments[0]), Integer.parseInt(arguments[1])));
  }

  private static int run(Path data, int port) throws IOException {
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, port)) {
      ChildProtocol.sayReady(broker.port());
      ChildProtocol.awaitParentsEnd();
    } catch (EmbeddedServerException e) {
      ChildProtocol.sayFailed(String.valueOf(e.getMessage()));
      return 1;
    } catch (RuntimeException | Error e) {
      // Also Ctrl-C before it was up: whoever adds a shutdown hook then fails. Without an end said,
      // the hook of leaveSignalsToParent would wait for ever.
      LoggerFactory.getLogger(BrokerMain.class).error("the broker does not start", e);
      ChildProtocol.sayFailed("Kafka did not start: " + e);
      return 1;
    }
    return 0;
  }
}
