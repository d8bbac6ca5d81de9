package dev.hookstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.jspecify.annotations.Nullable;

/** Says in a test that an event is rejected, and how. */
final class BadEvents {
  private BadEvents() {}

  /** Reason and pointer where they are not null. */
  static BadEventException rejected(
      EventReader reader, byte[] value, @Nullable String reason, @Nullable String pointer) {
    Throwable thrown = catchThrowable(() -> reader.read(value));
    assertThat(thrown).isInstanceOf(BadEventException.class);
    BadEventException e = (BadEventException) thrown;
    if (reason != null) {
      assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
    }
    if (pointer != null) {
      assertThat(e.pointer()).as(e.getMessage()).isEqualTo(pointer);
    }
    return e;
  }
}
