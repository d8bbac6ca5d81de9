package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;

/**
 * Deletes what the benchmark has made on somebody's cluster, however it ends: in order, by a
 * failure, by Ctrl-C or SIGTERM. Only kill -9 leaves it, and the names say whose it is.
 */
final class Leftovers implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final long CHILDREN_SECONDS = 10;

  private final KafkaSettings kafka;
  private final PrintWriter out;
  private final Thread hook = new Thread(this::onShutdown, "bench-leftovers");
  private boolean done;

  private Leftovers(KafkaSettings kafka, PrintWriter out) {
    this.kafka = kafka;
    this.out = out;
  }

  /**
   * Watches over what is made from now on.
   *
   * @param kafka with a prefix that nobody else uses: all that begins with it is deleted
   * @param out is told what could not be
   */
  static Leftovers of(KafkaSettings kafka, PrintWriter out) {
    if (kafka.names().prefix().isEmpty()) {
      throw new IllegalArgumentException("without a prefix everything would be deleted");
    }
    Leftovers leftovers = new Leftovers(kafka, out);
    Runtime.getRuntime().addShutdownHook(leftovers.hook);
    return leftovers;
  }

  /** The dispatcher would make its topics again. */
  private void onShutdown() {
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    children.forEach(ProcessHandle::destroy);
    for (ProcessHandle child : children) {
      try {
        child.onExit().get(CHILDREN_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        child.destroyForcibly();
      }
    }
    delete();
  }

  private synchronized void delete() {
    if (done) {
      return;
    }
    done = true;
    String prefix = kafka.names().prefix();
    try (Admin admin = Admin.create(kafka.admin("bench-leftovers"))) {
      List<String> topics =
          admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
              .filter(name -> name.startsWith(prefix))
              .toList();
      admin.deleteTopics(topics).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      List<String> groups =
          admin.listGroups().valid().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
              .map(GroupListing::groupId)
              .filter(name -> name.startsWith(prefix))
              .toList();
      admin.deleteConsumerGroups(groups).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      out.println(
          "Not everything of the benchmark could be deleted from the cluster: topics and groups"
              + " that begin with "
              + prefix
              + " ("
              + e.getMessage()
              + ")");
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending: then the hook has had its turn, or has it now.
      return;
    }
  }
}
