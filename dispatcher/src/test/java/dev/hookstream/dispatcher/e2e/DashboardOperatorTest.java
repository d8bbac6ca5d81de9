package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator's page, and what others see of it. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardOperatorTest {
  @Test
  void keysLagBusyWebhooksAndRejectedRecords(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api.Webhook hook =
        world.api().webhook(tenant.workspace(), "standard", world.receiver.url("/busy"), "*");
    world.api().post(tenant.workspace(), "/v1/events", "{\"type\":\"a.b\",\"data\":{}}", 202);
    try (Publisher publisher = new Publisher(world.instance.kafka())) {
      publisher
          .send(
              tenant.workspace(),
              "<script>alert(1)</script> is no event".getBytes(StandardCharsets.UTF_8))
          .get();
    }
    try (Visit visit = world.desktop()) {
      visit.signIn(RunningInstance.OPERATOR_KEY).sees("Which workspace?");
      visit.link("Operators").click();
      visit.sees("Lag by topic").sees("Keeps up").sees("Delay lines");
      Locator busy = visit.link(hook.id());
      Eventually.that(
          "the webhook is among the busy",
          () -> {
            visit.open("/operators");
            visit.sees(
                visit.page.getByText(
                    "Circuit",
                    new com.microsoft.playwright.Page.GetByTextOptions().setExact(true)));
            return busy.isVisible();
          });
      visit.sees("is no event");
      visit
          .page
          .locator(
              "tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText("is no event"))
          .first()
          .getByText("Put back")
          .click();
      visit.sees("as it came");
      visit.inDialog("Put back").click();
      visit.sees("It is at ");
      visit.button("New key").click();
      visit.dialog().getByLabel("Workspace").fill("ws_made_here");
      visit.dialog().getByLabel("Name").fill("From the dashboard");
      visit.inDialog("Make the key").click();
      String key = visit.dialog().locator(".secret code").textContent();
      assertThat(key).startsWith("hs_");
      visit.page.keyboard().press("Escape");
      Locator row =
          visit.page.locator(
              "tr",
              new com.microsoft.playwright.Page.LocatorOptions().setHasText("From the dashboard"));
      try (Visit customer = world.phone()) {
        customer.signIn(key).sees("No webhooks yet");
        customer.open("/operators").sees("Sign in with the operator’s key");
        row.getByText("Revoke").click();
        visit.sees("is refused from now on");
        visit.inDialog("Revoke").click();
        assertThat(row).hasCount(0);
        customer.page.reload();
        customer.sees("Your session has ended");
      }
      busy.click();
      visit.sees("All is well");
      assertThat(visit.page.getByLabel("Workspace")).hasValue(tenant.workspace());
    }
  }
}
