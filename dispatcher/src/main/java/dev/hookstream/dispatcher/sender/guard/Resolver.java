package dev.hookstream.dispatcher.sender.guard;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Names to addresses. Never blocks its caller. */
@FunctionalInterface
public interface Resolver {
  /**
   * All addresses of a name, taken as it stands: no search domains.
   *
   * @param name ASCII, without a trailing dot
   * @return fails with a message for a person where there is none
   */
  CompletionStage<List<InetAddress>> resolve(String name);
}
