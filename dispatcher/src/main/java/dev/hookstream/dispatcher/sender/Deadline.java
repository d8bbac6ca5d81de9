package dev.hookstream.dispatcher.sender;

import org.jspecify.annotations.Nullable;

/** Something that has to be done by a time; a link of the list that {@link Deadlines} keeps. */
abstract class Deadline {
  @Nullable Deadline earlier;
  @Nullable Deadline later;
  Deadlines.@Nullable Row row;

  /** In {@code System.nanoTime()}. */
  long dueAt;

  /** The time is over. Called at most once, and not after it was removed. */
  abstract void late();
}
