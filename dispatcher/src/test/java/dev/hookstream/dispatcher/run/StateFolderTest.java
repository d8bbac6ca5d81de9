package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  private static final String APPLICATION = "hookstream-dispatch";

  @TempDir Path stateDir;

  @Test
  void aRunThatWasKilledLeavesNoStoresToTheNext() throws IOException {
    StateFolder killed = new StateFolder(stateDir, APPLICATION);
    killed.begin();
    Path store = store("0_11");
    new StateFolder(stateDir, APPLICATION).begin();
    assertThat(store).doesNotExist();
  }

  @Test
  void theProcessIdOutlivesAKillSoThatItsTransactionIsEndedAtOnce() throws IOException {
    new StateFolder(stateDir, APPLICATION).begin();
    Path id = Files.writeString(folder().resolve("kafka-streams-process-metadata"), "{}");
    new StateFolder(stateDir, APPLICATION).begin();
    assertThat(id).hasContent("{}");
  }

  @Test
  void aStopInOrderLeavesTheStores() throws IOException {
    StateFolder stopped = new StateFolder(stateDir, APPLICATION);
    stopped.begin();
    Path store = store("0_0");
    stopped.end();
    new StateFolder(stateDir, APPLICATION).begin();
    assertThat(store).exists();
  }

  @Test
  void storesOfAVersionThatMadeNoMarkAreLeftToKafkaStreams() throws IOException {
    Path store = store("0_0");
    new StateFolder(stateDir, APPLICATION).begin();
    assertThat(store).exists();
  }

  @Test
  void theFolderOfARunningInstanceIsLeftAlone() throws IOException {
    new StateFolder(stateDir, APPLICATION).begin();
    Path store = store("0_0");
    try (FileChannel file =
            FileChannel.open(
                folder().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();
      new StateFolder(stateDir, APPLICATION).begin();
    }
    assertThat(store).exists();
  }

  private Path folder() {
    return stateDir.resolve(APPLICATION);
  }

  private Path store(String task) throws IOException {
    Path store = Files.createDirectories(folder().resolve(task).resolve("rocksdb/lanes"));
    return Files.writeString(store.resolve("CURRENT"), "MANIFEST-000001");
  }
}
