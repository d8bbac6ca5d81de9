package dev.hookstream.topology.flow;

/** Told of what only counts: called on the task's thread, must return at once and not throw. */
public interface DispatchObserver {
  /** An event was put aside for this reason. */
  void rejected(String reason);

  /** An event was in a partition that is not its workspace's. */
  void misplaced();

  /** An event came a second time. */
  void duplicateDropped();

  /** An event waits for the schema registry, or behind one that does. */
  void parked();

  /** An event was matched with so many endpoints. */
  void matched(int endpoints);

  /** Hears nothing. */
  DispatchObserver NONE =
      new DispatchObserver() {
        @Override
        public void rejected(String reason) {}

        @Override
        public void misplaced() {}

        @Override
        public void duplicateDropped() {}

        @Override
        public void parked() {}

        @Override
        public void matched(int endpoints) {}
      };
}
