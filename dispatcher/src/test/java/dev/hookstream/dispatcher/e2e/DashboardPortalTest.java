package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.FrameLocator;
import com.sun.net.httpserver.HttpServer;
import dev.hookstream.dispatcher.e2e.DashboardWorld.Tenant;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A product's customer comes by a link, or sees the dashboard in a frame of the product's page. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardPortalTest {
  @Test
  void aLinkToLookButNotToChange(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api.Webhook hook =
        world.api().webhook(tenant.workspace(), "standard", world.receiver.url("/portal"), "*");
    JsonNode link = link(world, tenant, "{\"scope\":\"read\",\"name\":\"Ada at Acme\"}");
    try (Visit visit = world.phone()) {
      visit.page.navigate(world.base() + link.path("path").asText());
      visit.sees("1 webhook");
      assertThat(visit.page.url()).doesNotContain("portal=");
      assertThat(visit.link("New webhook")).hasCount(0);
      visit.button("Menu").click();
      visit.sees("Ada at Acme").sees("may look, not change");
      visit.open("/webhooks/" + hook.id());
      assertThat(visit.button("Delete")).hasCount(0);
    }
    try (Visit visit = world.desktop()) {
      visit.page.navigate(world.base() + "/dashboard#portal=hsl_none");
      visit.sees("The link has ended").sees(visit.page.getByLabel("API key"));
    }
  }

  @Test
  void aSessionThatEndsLeavesTheFormToWhoTypes(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    Api.Webhook hook =
        world.api().webhook(tenant.workspace(), "standard", world.receiver.url("/p"), "*");
    try (Visit visit = world.desktop()) {
      visit.page.clock().install();
      visit.signIn(tenant.key()).open("/webhooks/" + hook.id());
      List<String> asked = new ArrayList<>();
      visit.page.evaluate("sessionStorage.setItem('hookstream.token', 'hs_of_nobody')");
      visit.page.clock().runFor(6_000);
      visit.sees("The key is no longer valid");
      visit.page.onRequest(request -> asked.add(request.url()));
      visit.page.getByLabel("API key").fill("half a ke");
      visit.page.clock().runFor(60_000);
      assertThat(visit.page.getByLabel("API key")).hasValue("half a ke");
      org.assertj.core.api.Assertions.assertThat(asked).isEmpty();
    }
  }

  @Test
  void aFrameInAnAllowedPageAndInNoOther(DashboardWorld world) throws Exception {
    Tenant tenant = world.tenant("standard");
    StringBuilder address = new StringBuilder();
    HttpServer product =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    product.createContext(
        "/",
        exchange -> {
          byte[] page =
              ("<!doctype html><title>A product</title><iframe title=\"Webhooks\" width=800 height=600 src=\""
                      + address
                      + "\"></iframe>")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    product.start();
    String allowed = "http://127.0.0.1:" + product.getAddress().getPort();
    try (Visit visit = world.desktop()) {
      JsonNode link =
          link(world, tenant, "{\"scope\":\"manage\",\"allowed_origins\":[\"" + allowed + "\"]}");
      address.append(world.base()).append(link.path("path").asText());
      visit.page.navigate(allowed + "/");
      FrameLocator frame = visit.page.frameLocator("iframe");
      assertThat(frame.locator("h1")).hasText("Webhooks");
      frame.getByText("New webhook").first().click();
      assertThat(frame.locator("h1")).hasText("New webhook");
      visit.wasWell();
    }
    // The same page under another name is another origin, and the browser does not show the frame.
    try (Visit visit = world.desktop()) {
      visit.mayViolate("frame-ancestors");
      visit.page.navigate("http://localhost:" + product.getAddress().getPort() + "/");
      assertThat(visit.page.frameLocator("iframe").locator("#app")).hasCount(0);
    } finally {
      product.stop(0);
    }
  }

  private static JsonNode link(DashboardWorld world, Tenant tenant, String body) throws Exception {
    return world.api().post(tenant.workspace(), "/v1/portal-links", body, 201);
  }
}
