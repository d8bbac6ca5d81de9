package dev.hookstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Event;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged events, a hundred thousand of them, always the same ones. */
class EventFuzzTest {
  private final AvroCodec<Event> codec = AvroCodec.of(Event.class);
  private final EventFormats formats =
      EventFormats.withRegistry(
          (id, atMost) -> {
            if (id == 7) {
              return Event.getClassSchema();
            }
            throw new UnknownSchemaException("no schema " + id);
          },
          Duration.ZERO,
          1 << 20);

  @Test
  void a_damaged_event_is_rejected_or_read_and_nothing_else_happens() {
    Random random = new Random(20261120);
    Event event = Samples.of(Event.class, 1);
    event.setId("evt_1");
    event.setData("{\"a\":[1,2.5e10,\"x\\u20ac€\",{\"b\":null}],\"c\":true}");
    byte[][] whole = {codec.encode(event), Wire.confluent(7, event), Wire.json(event)};
    int rejected = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] value = damaged(whole[i % 3], random);
      try {
        assertThat(formats.read(value).getId()).isNotBlank();
      } catch (BadEventException e) {
        assertThat(e.reason()).matches("[a-z_]+");
        rejected++;
      }
    }
    assertThat(rejected).isGreaterThan(50_000);
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] value = whole.clone();
    switch (random.nextInt(5)) {
      case 0 -> value = Arrays.copyOf(value, random.nextInt(value.length));
      case 1 -> value = Arrays.copyOf(value, value.length + 1 + random.nextInt(20));
      case 2 -> random.nextBytes(value);
      default -> {
        // The first bytes stay, so that the damage is met by the reader of that form.
        for (int hits = 1 + random.nextInt(6); hits > 0; hits--) {
          value[1 + random.nextInt(value.length - 1)] = (byte) random.nextInt();
        }
      }
    }
    return value;
  }
}
