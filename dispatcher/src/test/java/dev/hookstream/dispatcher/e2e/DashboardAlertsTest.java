package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is told when a webhook is in trouble, in a browser. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardAlertsTest {
  @Test
  void aPersonSaysWhoIsMailedOfWhatAndHowSoon(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    try (Visit visit = world.phone()) {
      visit.signIn(tenant.key()).open("/alerts");
      visit.page.getByLabel("Mail to").fill("ann@example.test\nbob-at-example");
      visit.button("Save").click();
      visit.sees("/emails/1 ");
      assertThat(visit.page.getByLabel("Mail to")).hasAttribute("aria-invalid", "true");
      visit.page.getByLabel("Mail to").fill("ann@example.test, bob@example.test");
      visit.page.getByLabel("event.rejected").uncheck();
      visit.page.getByLabel("Gather for, in minutes").fill("15");
      visit.button("Save").click();
      visit.sees("Saved.");
      visit.page.reload();
      assertThat(visit.page.getByLabel("Mail to")).hasValue("ann@example.test\nbob@example.test");
      assertThat(visit.page.getByLabel("event.rejected")).not().isChecked();
    }
    JsonNode kept = world.api().get(tenant.workspace(), "/v1/alert-settings");
    assertThat(kept.path("emails")).hasSize(2);
    assertThat(kept.path("types")).hasSize(4);
    assertThat(kept.path("digest_minutes").asInt()).isEqualTo(15);
  }

  @Test
  void aWebhookForOurOwnTypesIsMadeAndTested(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("aresgen");
    Api.Webhook hook =
        world
            .api()
            .webhook(
                tenant.workspace(), "aresgen", world.receiver.url("/ops"), "endpoint.disabled");
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key()).open("/webhooks/" + hook.id() + "/edit");
      assertThat(visit.page.getByLabel("endpoint.disabled")).isChecked();
      visit.sees("only what happens to webhooks");
      visit.open("/catalogue").sees("What we tell of webhooks");
      visit.open("/webhooks/" + hook.id());
      visit.button("Send test").click();
      visit.dialog().getByLabel("Type").selectOption("endpoint.recovered");
      assertThat(visit.dialog().locator("pre").first()).containsText("answers with success again");
      visit.inDialog("Send").click();
      assertThat(visit.dialog()).containsText("Answered 200");
    }
  }
}
