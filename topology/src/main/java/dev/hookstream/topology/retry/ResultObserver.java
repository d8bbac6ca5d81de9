package dev.hookstream.topology.retry;

/** Told of results that leave no record: called on the task's thread, returns at once. */
public interface ResultObserver {
  /** A delivery under this contract has succeeded. */
  void delivered(String contract);

  /** One came back without an attempt, and is made again. */
  void returned(String contract);
}
