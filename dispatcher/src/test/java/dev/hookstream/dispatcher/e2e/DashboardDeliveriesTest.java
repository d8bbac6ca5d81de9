package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import dev.hookstream.dispatcher.e2e.TalkingReceiver.Says;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What became of events, in a browser: deliveries, retries, dead letters, replays. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardDeliveriesTest {
  private static final Says NEVER_AGAIN = new Says(500, "webhook-delivery", "abort-message", "no");

  @Test
  void publishedFollowedLiveAndOpened(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("aresgen");
    Api api = world.api();
    Api.Webhook all =
        api.webhook(tenant.workspace(), "aresgen", world.receiver.url("/all"), "chatbot.*");
    api.webhook(tenant.workspace(), "aresgen", world.receiver.url("/other"), "workflow.*");
    try (Visit tail = world.desktop();
        Visit visit = world.phone()) {
      tail.signIn(tenant.key()).open("/webhooks/" + all.id()).sees("No deliveries yet");
      tail.button("Live tail").click();

      visit.signIn(tenant.key()).open("/events");
      visit.page.getByLabel("Type").selectOption("chatbot.csat.received");
      visit.button("Whom would it reach?").click();
      visit.sees("It would reach 1 webhook").sees("Another type");
      visit.page.getByLabel("Data").fill("{\"score\":");
      visit.button("Publish").click();
      visit.sees("The data is not JSON");
      visit.page.getByLabel("Data").fill("{\"score\":\"high\"}");
      visit.button("Publish").click();
      visit.sees(visit.page.locator("[data-field=data] .fault:not(:empty)"));
      visit.page.getByLabel("Data").fill("{\"conversation_id\":\"c\",\"score\":5.0}");
      visit.page.getByLabel("Id", exact()).fill("evt_by_hand");
      visit.button("Publish").click();
      visit.sees("Kafka has it");

      Locator row = tail.page.locator("tr[data-id]");
      assertThat(row).containsText("chatbot.csat.received");
      assertThat(row.locator(".badge")).hasText("Delivered");
      row.getByRole(com.microsoft.playwright.options.AriaRole.LINK).click();
      tail.sees("The receiver took it at the first attempt")
          .sees("Aresgen-Signature")
          .sees("Total");
      assertThat(tail.page.getByLabel("Pretty").first()).containsText("\"score\": 5.0\n");
      tail.button("Raw").first().click();
      tail.button("Copy as curl").click();
      tail.sees(tail.button("Copied").first());
      assertThat(tail.page.evaluate("navigator.clipboard.readText()").toString())
          .startsWith("curl -i -X POST '" + world.receiver.url("/all"))
          .contains("-H 'Aresgen-Signature: ")
          .contains("\"score\":5.0}");

      visit.open("/events");
      visit.page.getByLabel("Its id").fill("evt_by_hand");
      visit.button("Find").click();
      visit.sees("Not the others, and why").sees("Another type");
      assertThat(visit.page.locator("tbody .badge")).hasText("Delivered");
    }
  }

  private static com.microsoft.playwright.Page.GetByLabelOptions exact() {
    return new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true);
  }

  @Test
  void filtersStandInTheAddress(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api api = world.api();
    world.receiver.says("/mixed", new Says(500, "X-A", "b", "broken"));
    Api.Webhook hook =
        api.webhook(tenant.workspace(), "standard", world.receiver.url("/mixed"), "*");
    api.post(tenant.workspace(), "/v1/events", "{\"type\":\"a.one\",\"data\":{}}", 202);
    api.post(tenant.workspace(), "/v1/events", "{\"type\":\"a.two\",\"data\":{}}", 202);
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key()).open("/webhooks/" + hook.id() + "?live=1");
      assertThat(visit.page.locator("tr[data-id] .badge.warn")).hasCount(2);
      visit.page.getByLabel("Type").fill("a.two");
      assertThat(visit.page.locator("tr[data-id]")).hasCount(1);
      visit.page.getByLabel("Status").selectOption("retrying");
      assertThat(visit.page)
          .hasURL(Pattern.compile("type=a.two&status=retrying|status=retrying&type=a.two"));
      String shared = visit.page.url();
      try (Visit colleague = world.phone()) {
        colleague.signIn(tenant.key()).page.navigate(shared);
        assertThat(colleague.page.locator("tr[data-id]")).containsText("a.two");
        colleague.page.getByLabel("Status").selectOption("delivered");
        colleague.sees("No delivery is like that");
      }
      world.receiver.says("/mixed", new Says(200, "X-A", "b", "mended"));
      visit.link("a.two").click();
      visit.sees("broken").sees("the endpoint answered 500");
      visit.button("Retry now").click();
      visit.sees("Asked for");
      visit.sees("The receiver took it");
      visit.sees(visit.page.getByText("Attempt 1, round 2"));
    }
  }

  @Test
  void deadLettersArePutBackAndReplaysAreCountedFirst(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api api = world.api();
    world.receiver.says("/dead", NEVER_AGAIN);
    Api.Webhook hook =
        api.webhook(tenant.workspace(), "standard", world.receiver.url("/dead"), "*");
    for (int i = 0; i < 3; i++) {
      api.post(tenant.workspace(), "/v1/events", "{\"type\":\"d.e\",\"data\":{}}", 202);
    }
    Eventually.that(
        "three dead letters",
        () -> api.get(tenant.workspace(), "/v1/dead-letters").path("data").size() == 3);
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key()).open("/dead-letters").sees("3 dead letters");
      visit.open("/dead-letters?reason=too_old").sees("No dead letters");
      visit.button("Every reason").click();
      visit.sees("3 dead letters");
      world.receiver.says("/dead", new Says(200, "X-A", "b", "mended"));
      visit.page.locator("tbody tr").first().getByText("Put back").click();
      visit.sees("1 delivery would be made again");
      visit.inDialog("Put back").click();
      assertThat(visit.page.locator(".under-title .badge")).hasText("Finished");
      visit.sees("1 of 1 delivery is through");

      visit.open("/replays");
      visit.link("New replay").first().click();
      visit.page.getByLabel("Webhook").fill(hook.id());
      visit.page.getByLabel("Which").selectOption("all");
      visit.button("Count first").click();
      visit.sees("Nothing has been sent");
      visit.button("Send 3 deliveries").click();
      assertThat(visit.page.locator(".under-title .badge")).hasText("Finished");
      visit.sees("3 of 3 deliveries are through");
      visit.open("/replays").sees("count only");
    }
  }

  @Test
  void aReplayIsCancelled(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api api = world.api();
    Api.Webhook hook =
        api.webhook(tenant.workspace(), "standard", world.receiver.url("/slowly"), "*");
    for (int i = 0; i < 5; i++) {
      api.post(tenant.workspace(), "/v1/events", "{\"type\":\"d.e\",\"data\":{}}", 202);
    }
    try (Visit visit = world.phone()) {
      visit.signIn(tenant.key()).open("/replays/new?webhook_id=" + hook.id());
      visit.page.getByLabel("Which").selectOption("all");
      visit.page.getByLabel("A second, at most").fill("0.01");
      visit.button("Count first").click();
      visit.button("Send 5 deliveries").click();
      visit.button("Cancel").click();
      visit.inDialog("Cancel the replay").click();
      assertThat(visit.page.locator(".under-title .badge")).hasText("Cancelled");
    }
  }
}
