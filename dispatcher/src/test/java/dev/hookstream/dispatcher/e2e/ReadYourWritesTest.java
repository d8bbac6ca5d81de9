package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadYourWritesTest {
  private static final int TIMES = 50;

  @Test
  void an_event_published_right_after_a_webhook_was_made_reaches_it(@TempDir Path state)
      throws Exception {
    try (Receiver receiver = new Receiver();
        RunningInstance instance = new RunningInstance(TestBroker.settings(), state).start()) {
      for (int i = 0; i < TIMES; i++) {
        String workspace = "ws_" + i % 7;
        instance.api().webhook(workspace, "standard", receiver.url("/" + i), "*");
        instance
            .api()
            .post(
                workspace,
                "/v1/events",
                "{\"id\":\"evt_" + i + "\",\"type\":\"a.b\",\"data\":{\"i\":" + i + "}}",
                202);
      }
      for (int i = 0; i < TIMES; i++) {
        assertThat(receiver.next("/" + i).eventId()).isEqualTo("evt_" + i);
      }
    }
  }
}
