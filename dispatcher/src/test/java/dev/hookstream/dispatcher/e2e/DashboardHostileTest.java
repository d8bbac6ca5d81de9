package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import dev.hookstream.dispatcher.e2e.TalkingReceiver.Says;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others write is text, wherever it comes to stand, and the policy has nothing to stop. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardHostileTest {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String IMAGE = "\\\"><img src=x onerror=alert(2)>";

  @Test
  void markupIsText(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api api = world.api();
    world.receiver.says("/evil", new Says(500, "X-Evil", "<svg onload=alert(3)>", SCRIPT));
    String hook =
        api.post(
                tenant.workspace(),
                "/v1/webhooks",
                """
                {"contract":"standard","url":"%s","events":["*"],"description":"%s",
                 "headers":{"X-Named":"%s"},"metadata":{"a":"%s"}}"""
                    .formatted(world.receiver.url("/evil"), IMAGE, IMAGE, IMAGE),
                201)
            .path("id")
            .asText();
    api.post(
        tenant.workspace(),
        "/v1/events",
        "{\"id\":\"evt_<b>evil</b>\",\"type\":\"a.b\",\"data\":{\"%s\":\"%s\"}}"
            .formatted(IMAGE, SCRIPT),
        202);
    String deliveries = "/v1/webhooks/" + hook + "/deliveries";
    Eventually.that(
        "a delivery", () -> !api.get(tenant.workspace(), deliveries).path("data").isEmpty());
    String delivery =
        api.get(tenant.workspace(), deliveries).path("data").get(0).path("id").asText();
    List<String> pages =
        List.of(
            "/webhooks",
            "/webhooks?q=%22%3E%3Cimg%20src=x%20onerror=alert(4)%3E",
            "/webhooks/" + hook,
            "/webhooks/" + hook + "/edit",
            "/webhooks/%3Cimg%20src=x%20onerror=alert(5)%3E",
            "/deliveries/" + delivery,
            "/events/evt_%3Cb%3Eevil%3C%2Fb%3E",
            "/replays/new?event_id=%22%3E%3Cscript%3Ealert(6)%3C/script%3E",
            "/dead-letters?reason=%3Cscript%3E");
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key());
      for (String page : pages) {
        visit.open(page);
        visit.wasWell();
      }
      visit.open("/deliveries/" + delivery);
      visit.sees(SCRIPT).sees("<svg onload=alert(3)>").sees("\"><img src=x onerror=alert(2)>");
      visit.open("/webhooks/" + hook);
      assertThat(visit.page.locator("h1")).hasText("\"><img src=x onerror=alert(2)>");
      visit.open("/events/evt_%3Cb%3Eevil%3C%2Fb%3E").sees("evt_<b>evil</b>");
      assertThat(visit.page.locator("main img, main script")).hasCount(0);
    }
  }

  @Test
  void thePolicyIsStrict(DashboardWorld world) throws Exception {
    for (String path :
        List.of("/dashboard", "/dashboard/webhooks", "/dashboard/assets/js/main.js")) {
      HttpResponse<String> page = world.api().ask("", path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'; script-src 'self'; style-src 'self'")
          .contains("require-trusted-types-for 'script'")
          .endsWith("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(page.headers().firstValue("ETag")).isPresent();
    }
    for (String path :
        List.of(
            "/dashboard/assets/nothing.js",
            "/dashboard/assets/../openapi.yaml",
            "/dashboard/assets/%2e%2e/openapi.yaml",
            "/dashboard/assets/js/",
            "/dashboard/assets/js/main.js.map")) {
      assertThat(world.api().ask("", path).body()).as(path).doesNotContain("openapi:");
    }
    assertThat(world.api().ask("", "/dashboard/assets/nothing.js").statusCode()).isEqualTo(404);
  }

  @Test
  void theSessionIsTheTabsAlone(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    try (Visit visit = world.desktop()) {
      visit.signIn(tenant.key());
      assertThat(visit.page.evaluate("Object.keys(localStorage).length")).isEqualTo(0);
      assertThat(visit.page.evaluate("document.cookie")).isEqualTo("");
      visit.page.reload();
      visit.sees("No webhooks yet");
      visit.button("Sign out").click();
      visit.sees(visit.page.getByLabel("API key"));
      assertThat(visit.page.evaluate("Object.keys(sessionStorage).length")).isEqualTo(0);
    }
  }
}
