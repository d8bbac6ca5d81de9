package dev.hookstream.dispatcher.bench;

import dev.hookstream.dispatcher.Main;

/** The program, as the benchmark runs it: it ends when the benchmark does, however that ends. */
public final class DispatcherMain {
  private DispatcherMain() {}

  /** Runs one command, as {@link Main} does. */
  public static void main(String[] arguments) {
    JvmChild.endWithParent();
    Main.main(arguments);
  }
}
