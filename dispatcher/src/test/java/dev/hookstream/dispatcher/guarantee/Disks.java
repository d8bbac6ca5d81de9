package dev.hookstream.dispatcher.guarantee;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The disks of a run that are filled.
 *
 * @param broker of the last broker
 * @param state of the state of {@link Acts#TIGHT}
 */
record Disks(FullDisk broker, FullDisk state) implements AutoCloseable {
  /** Both, empty, in the folder of a run. */
  static Disks in(Path folder) throws IOException, InterruptedException {
    return new Disks(
        new FullDisk(folder.resolve("disk")),
        new FullDisk(folder.resolve(Acts.TIGHT).resolve("state")));
  }

  /** There is room again on both. */
  void makeRoom() throws IOException {
    broker.makeRoom();
    state.makeRoom();
  }

  @Override
  public void close() {
    broker.close();
    state.close();
  }
}
