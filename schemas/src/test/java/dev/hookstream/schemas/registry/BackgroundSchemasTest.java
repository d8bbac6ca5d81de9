package dev.hookstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.serde.RegistryUnavailableException;
import dev.hookstream.schemas.serde.UnknownSchemaException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lookups go on beside the caller, who is never held up for long. */
@Timeout(60)
class BackgroundSchemasTest {
  private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);
  private static final int UNKNOWN = 404;

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Integer> asked = new ArrayList<>();
  private final Set<Integer> away = new HashSet<>();
  private long nanos;
  private final BackgroundSchemas schemas =
      new BackgroundSchemas(this::registry, tasks::add, () -> nanos);

  private Schema registry(int id, Duration atMost) throws UnknownSchemaException {
    asked.add(id);
    if (away.contains(id)) {
      throw new RegistryUnavailableException("down", null);
    }
    if (id == UNKNOWN) {
      throw new UnknownSchemaException("no schema " + id);
    }
    return SCHEMA;
  }

  private void lookUp() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private void pending(int id, Duration atMost) {
    assertThatThrownBy(() -> schemas.byId(id, atMost))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void who_asks_is_told_at_once_that_it_is_not_known_yet_and_it_is_asked_once() throws Exception {
    pending(1, Duration.ZERO);
    pending(1, Duration.ofDays(1));
    assertThat(asked).isEmpty();
    lookUp();
    assertThat(schemas.byId(1, Duration.ZERO)).isEqualTo(SCHEMA);
    nanos = Duration.ofDays(300).toNanos();
    assertThat(schemas.byId(1, Duration.ZERO)).isEqualTo(SCHEMA);
    assertThat(asked).containsExactly(1);
  }

  @Test
  void a_registry_that_answers_within_the_first_moment_is_not_noticed() throws Exception {
    BackgroundSchemas healthy =
        new BackgroundSchemas(this::registry, task -> new Thread(task).start(), () -> nanos);
    assertThat(healthy.byId(1, Duration.ofDays(1))).isEqualTo(SCHEMA);
  }

  @Test
  void while_it_is_away_nobody_waits_even_for_that_moment() {
    away.add(1);
    pending(1, Duration.ZERO);
    pending(2, Duration.ofDays(1));
    lookUp();
    assertThatThrownBy(() -> schemas.byId(1, Duration.ofDays(1)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage("down");
  }

  @Test
  void after_a_failure_it_is_asked_again_but_not_at_every_event() throws Exception {
    away.add(1);
    pending(1, Duration.ZERO);
    lookUp();
    for (int i = 0; i < 1_000; i++) {
      pending(1, Duration.ZERO);
    }
    assertThat(tasks).isEmpty();
    nanos += Lookup.PAUSE.toNanos() + 1;
    pending(1, Duration.ZERO);
    away.clear();
    lookUp();
    assertThat(schemas.byId(1, Duration.ZERO)).isEqualTo(SCHEMA);
    assertThat(asked).containsExactly(1, 1);
  }

  @Test
  void that_there_is_no_such_schema_holds_for_a_minute() {
    pending(UNKNOWN, Duration.ZERO);
    lookUp();
    for (int i = 0; i < 1_000; i++) {
      assertThatThrownBy(() -> schemas.byId(UNKNOWN, Duration.ZERO))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessage("no schema 404");
    }
    assertThat(asked).containsExactly(UNKNOWN);
    nanos += SchemaRegistryClient.UNKNOWN_KEPT.toNanos() + 1;
    pending(UNKNOWN, Duration.ZERO);
  }

  @Test
  void where_too_many_are_being_asked_for_the_next_one_is_only_put_off() throws Exception {
    boolean[] full = {true};
    BackgroundSchemas busy =
        new BackgroundSchemas(
            this::registry,
            task -> {
              if (full[0]) {
                throw new RejectedExecutionException();
              }
              task.run();
            },
            () -> nanos);
    assertThatThrownBy(() -> busy.byId(1, Duration.ZERO))
        .isInstanceOf(RegistryUnavailableException.class);
    full[0] = false;
    assertThat(busy.byId(1, Duration.ZERO)).isEqualTo(SCHEMA);
  }
}
