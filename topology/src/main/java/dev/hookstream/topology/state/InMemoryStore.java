package dev.hookstream.topology.state;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;

/**
 * A store of nothing, never logged: the one way in which the processors of a task can share an
 * object. Confined to its task's thread.
 */
public abstract class InMemoryStore implements StateStore {
  private final String name;
  private boolean open;

  /** A store under the name by which the processors find it. */
  protected InMemoryStore(String name) {
    this.name = name;
  }

  /**
   * Forgets what is in memory; to be called, too, when one of the task's processors closes. A task
   * that becomes a standby and then active again keeps its stores open, in which another instance's
   * changes have arrived meanwhile.
   */
  public abstract void forget();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    forget();
    open = true;
  }

  @Override
  public final void close() {
    forget();
    open = false;
  }

  @Override
  public final boolean persistent() {
    return false;
  }

  @Override
  public final boolean isOpen() {
    return open;
  }
}
