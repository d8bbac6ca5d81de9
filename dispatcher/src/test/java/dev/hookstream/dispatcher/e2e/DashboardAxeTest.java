package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import dev.hookstream.dispatcher.e2e.TalkingReceiver.Says;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Axe finds nothing on any page, on a light desktop and on a dark phone. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardAxeTest {
  @Test
  void noPageHasAViolation(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("aresgen");
    Api api = world.api();
    String workspace = tenant.workspace();
    world.receiver.says("/axe", new Says(500, "X-A", "b", "{\"no\":true}"));
    String hook = api.webhook(workspace, "aresgen", world.receiver.url("/axe"), "*").id();
    api.webhook(workspace, "aresgen", world.receiver.url("/fine"), "chatbot.*");
    String event =
        api.post(
                workspace,
                "/v1/events",
                "{\"type\":\"chatbot.csat.received\",\"data\":{\"conversation_id\":\"c\",\"score\":5}}",
                202)
            .path("id")
            .asText();
    String deliveries = "/v1/webhooks/" + hook + "/deliveries";
    Eventually.that("a delivery", () -> !api.get(workspace, deliveries).path("data").isEmpty());
    String delivery = api.get(workspace, deliveries).path("data").get(0).path("id").asText();
    String replay =
        api.post(
                workspace,
                "/v1/webhooks/replay",
                "{\"webhook_id\":\""
                    + hook
                    + "\",\"since\":\"2026-01-01T00:00:00Z\",\"dry_run\":true}",
                202)
            .path("replay_id")
            .asText();
    List<String> pages =
        List.of(
            "/webhooks",
            "/webhooks?q=nothing",
            "/webhooks/new",
            "/webhooks/" + hook,
            "/webhooks/" + hook + "/edit",
            "/deliveries/" + delivery,
            "/events",
            "/events/" + event,
            "/events/none",
            "/replays",
            "/replays/new",
            "/replays/" + replay,
            "/dead-letters",
            "/alerts",
            "/catalogue");
    List<String> found = new ArrayList<>();
    try (Visit desktop = world.desktop();
        Visit phone = world.phone();
        Visit operator = world.desktop()) {
      for (Visit visit : List.of(desktop, phone)) {
        visit.page.navigate(world.base() + "/dashboard");
        visit.sees(visit.page.getByLabel("API key"));
        add(found, "the door", visit);
        visit.signIn(tenant.key());
        for (String page : pages) {
          visit.open(page);
          visit.sees(visit.page.locator("main :is(table, form, section, .empty)").first());
          add(found, page, visit);
        }
      }
      desktop.open("/webhooks/" + hook).button("Send test").click();
      desktop.sees(desktop.dialog());
      add(found, "a dialog", desktop);
      operator.signIn(RunningInstance.OPERATOR_KEY).open("/operators").sees("Keeps up");
      add(found, "/operators", operator);
    }
    assertThat(found).isEmpty();
  }

  private static void add(List<String> found, String page, Visit visit) {
    visit.accessibilityFaults().forEach(fault -> found.add(page + ": " + fault));
  }
}
