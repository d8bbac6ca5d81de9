package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person asks for does not wait for a backlog of events and replays of its workspace. */
class OvertakingTest {
  private static final String TYPE = "memory.stored";
  private static final int BACKLOG = 30_000;

  @Test
  void a_retry_a_disabling_and_a_deletion_overtake_a_backlog_of_events(@TempDir Path folder)
      throws Exception {
    Path contracts = Files.createDirectory(folder.resolve("contracts"));
    Files.writeString(contracts.resolve("once.yaml"), ReplayTest.ONCE);
    try (Receiver receiver = new Receiver();
        RunningInstance instance =
            new RunningInstance(TestBroker.settings(), folder.resolve("state"))
                .with("CONTRACTS", contracts.toString())
                .start();
        Publisher publisher = new Publisher(instance.kafka())) {
      Api api = instance.api();
      receiver.failing("/by-hand", 1);
      api.webhook("ws", "hrizn", receiver.url("/by-hand"), "ideacloud.failed");
      publisher.json("ws", "evt_hand", "ideacloud.failed", "{}").get();
      String delivery = receiver.next("/by-hand").deliveryId();
      Eventually.that(
          "a minute's wait is scheduled",
          () -> api.find("ws", "/v1/deliveries/" + delivery).hasNonNull("next_attempt_at"));
      api.webhook("ws", "once", receiver.url("/live"), TYPE);
      String other = api.webhook("ws", "once", receiver.url("/other"), "none.such").id();

      for (int i = 0; i < BACKLOG; i++) {
        var unused = publisher.json("ws", "evt_" + i, TYPE, "{}");
      }
      publisher.flush();
      api.post("ws", "/v1/webhooks/replay", "{\"since\":\"2026-01-01T00:00:00Z\"}", 202);
      api.post("ws", "/v1/deliveries/" + delivery + "/retry", "", 202);
      assertThat(receiver.next("/by-hand").deliveryId()).isEqualTo(delivery);
      assertThat(live(receiver)).as("arrived before the retry").isLessThan(BACKLOG);
      api.patch("ws", "/v1/webhooks/" + other, "{\"status\":\"disabled\"}");
      assertThat(api.delete("ws", "/v1/webhooks/" + other)).isEqualTo(204);
      assertThat(live(receiver)).as("arrived before the deletion").isLessThan(BACKLOG);
    }
  }

  private static long live(Receiver receiver) {
    return receiver.all().stream()
        .filter(arrival -> arrival.path().equals("/live"))
        .filter(arrival -> !arrival.headers().containsKey("webhook-replay-id"))
        .count();
  }
}
