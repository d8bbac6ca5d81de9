package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with a body, so that the caller learns all of it at once. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  void add(String pointer, String message) {
    faults.add(new Fault(pointer, message));
  }

  void addIf(String pointer, Optional<String> message) {
    message.ifPresent(text -> add(pointer, text));
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Throws where anything is wrong: 422. */
  void raise() {
    if (!faults.isEmpty()) {
      throw Problem.invalid(List.copyOf(faults)).asException();
    }
  }
}
