package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A customer's engineer and their webhooks, in a browser. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardWebhooksTest {
  @Test
  void aWrongKeyIsRefusedInWords(DashboardWorld world) {
    try (Visit visit = world.desktop()) {
      visit.page.navigate(world.base() + "/dashboard");
      visit.page.getByLabel("API key").fill("hs_wrong");
      visit.button("Sign in").click();
      visit.sees("not known, or was revoked");
    }
  }

  @Test
  void aFirstWebhookOnADesktop(DashboardWorld world) throws Exception {
    try (Visit visit = world.desktop()) {
      firstWebhook(world, visit);
    }
  }

  @Test
  void aFirstWebhookOnAPhone(DashboardWorld world) throws Exception {
    try (Visit visit = world.phone()) {
      firstWebhook(world, visit);
      visit.button("Menu").click();
      visit.link("Events").click();
      visit.sees("Find an event");
      assertThat(
              (Boolean) visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("nothing is wider than the phone")
          .isTrue();
    }
  }

  private static void firstWebhook(DashboardWorld world, Visit visit) throws Exception {
    Tenant tenant = world.tenant("aresgen");
    visit.signIn(tenant.key()).sees("No webhooks yet");
    visit.link("New webhook").first().click();
    visit.page.getByLabel("URL", exactly()).fill("http://192.0.2.1:9/private");
    visit.sees(visit.page.locator(".verdict .bad"));
    visit.page.getByLabel("URL", exactly()).fill(world.receiver.url("/first"));
    visit.sees("It can be delivered to");
    visit.page.getByLabel("Description").fill("Our CRM");
    visit.page.getByLabel("chatbot.*").check();
    visit.sees("Covers 2 of 10 types");
    visit.button("Create webhook").click();
    visit.sees("The webhook is there");
    String secret = visit.page.locator("[data-secret]").textContent();
    assertThat(secret).hasSizeGreaterThan(20);
    for (String language : new String[] {"Python", "Go", "Java", "PHP", "Node.js"}) {
      visit.button(language).click();
      assertThat(visit.page.locator(".tab-panel pre"))
          .containsText("Aresgen-Signature", ignoringCase());
    }
    visit.button("Copy the secret").click();
    visit.sees(visit.button("Copied"));
    assertThat(visit.page.evaluate("navigator.clipboard.readText()")).isEqualTo(secret);
    visit.link("To the webhook").click();
    visit.sees("All is well").sees("No deliveries yet");
    assertThat(visit.page.content()).doesNotContain(secret);
    visit.button("Send test").click();
    visit.dialog().getByLabel("Type").selectOption("chatbot.csat.received");
    visit.sees(visit.dialog().getByLabel("The example"));
    visit.inDialog("Send").click();
    visit.sees("Answered 200");
    visit.page.keyboard().press("Escape");
    assertThat(visit.dialog()).not().isVisible();
  }

  private static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  private static LocatorAssertions.ContainsTextOptions ignoringCase() {
    return new LocatorAssertions.ContainsTextOptions().setIgnoreCase(true);
  }

  @Test
  void editPauseResumeRotateDelete(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api.Webhook hook =
        world.api().webhook(tenant.workspace(), "standard", world.receiver.url("/life"), "*");
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key()).open("/webhooks/" + hook.id());
      visit.link("Edit").click();
      visit.page.getByLabel("Description").fill("The ledger");
      visit.page.getByText("Order, pace, authentication, headers, filter").click();
      visit.page.getByLabel("Filter").fill("{\"/a\":");
      visit.button("Save").click();
      visit.sees("The filter is not JSON");
      visit.page.getByLabel("Filter").fill("{\"/nonsense\":{\"gte\":\"x\"}}");
      visit.button("Save").click();
      visit.sees(visit.page.locator("[data-field=filter] .fault:not(:empty)"));
      visit.page.getByLabel("Filter").fill("");
      visit.button("Add a header").click();
      visit.page.getByLabel("Header’s name").fill("X-Team");
      visit.page.getByLabel("Value of the header").fill("ledger");
      visit.button("Save").click();
      visit.sees("It holds from the next attempt on").sees("X-Team");
      assertThat(visit.page.locator("h1")).hasText("The ledger");

      visit.button("Pause").click();
      visit.inDialog("Pause").click();
      visit.sees("Paused. What comes is held");
      world.api().post(tenant.workspace(), "/v1/events", "{\"type\":\"a.b\",\"data\":{}}", 202);
      assertThat(visit.page.locator(".health-words")).containsText("1 delivery waits");
      visit.button("Resume").click();
      visit.sees("1 delivery is held");
      visit.inDialog("Resume and deliver them").click();
      visit.button("Live tail").click();
      assertThat(visit.page.locator("tbody .badge").first()).hasText("Delivered");

      visit.button("Rotate secret").click();
      visit.inDialog("Rotate").click();
      String secret = visit.page.locator("[data-secret]").textContent();
      assertThat(secret).startsWith("whsec_").isNotEqualTo(hook.secret());
      visit.page.keyboard().press("Escape");

      visit.button("Delete").click();
      visit.sees("its secret and its settings").sees("It cannot be undone");
      visit.inDialog("Delete for good").click();
      visit.sees("No webhooks yet");
    }
  }

  @Test
  void aLongListIsPagedAndSearched(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    IntStream.range(0, 60)
        .parallel()
        .forEach(i -> register(world, tenant.workspace(), "/many/" + i));
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key()).sees("50 webhooks, and there are more");
      visit.button("Show more").click();
      visit.sees("60 webhooks");
      visit.page.keyboard().press("/");
      visit.page.keyboard().type("many/42");
      Locator rows = visit.page.locator("tbody tr");
      assertThat(rows).hasCount(1);
      assertThat(rows).containsText("many/42");
      assertThat(visit.page).hasURL(Pattern.compile("\\?q=many%2F42$"));
      visit.page.reload();
      assertThat(rows).hasCount(1);
      visit.page.getByLabel("State").selectOption("disabled");
      visit.sees("No webhook is like that");
    }
  }

  private static void register(DashboardWorld world, String workspace, String path) {
    try {
      world.api().webhook(workspace, "standard", world.receiver.url(path), "order.paid");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theKeyboardIsEnough(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    world.api().webhook(tenant.workspace(), "standard", world.receiver.url("/keys"), "*");
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key()).sees("1 webhook");
      visit.page.keyboard().press("?");
      visit.sees(visit.dialog()).sees("Dead letters");
      visit.page.keyboard().press("Escape");
      visit.page.keyboard().press("g");
      visit.page.keyboard().press("c");
      assertThat(visit.page.locator("h1")).hasText("Catalogue");
      assertThat(visit.page.locator("h1")).isFocused();
      visit.page.goBack();
      assertThat(visit.page.locator("tbody tr")).hasCount(1);
      visit.page.keyboard().press("j");
      visit.page.keyboard().press("Enter");
      visit.sees(visit.page.getByRole(AriaRole.REGION).getByText("All is well"));
    }
  }
}
