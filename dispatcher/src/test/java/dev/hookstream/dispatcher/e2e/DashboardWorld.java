package dev.hookstream.dispatcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import dev.hookstream.dispatcher.testing.Folders;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A running instance, a receiver and a browser, made once for all tests of the dashboard. Each test
 * has a workspace of its own. Skipped where there is no browser.
 */
final class DashboardWorld implements AutoCloseable {
  private final AtomicInteger workspaces = new AtomicInteger();
  private final Path state;
  final RunningInstance instance;
  final TalkingReceiver receiver = new TalkingReceiver();
  private final Playwright playwright;
  private final Browser browser;

  private DashboardWorld(Path chromium) throws Exception {
    state = Files.createTempDirectory("hookstream-dashboard");
    instance = new RunningInstance(TestBroker.settings(2), state).start();
    playwright =
        Playwright.create(
            new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions().setExecutablePath(chromium).setArgs(List.of("--no-sandbox")));
  }

  /** Hands the one world to tests that have a parameter for it. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == DashboardWorld.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Optional<Path> chromium = Chromium.find();
      Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(DashboardWorld.class))
          .getOrComputeIfAbsent("world", none -> made(chromium.get()), DashboardWorld.class);
    }

    private static DashboardWorld made(Path chromium) {
      try {
        return new DashboardWorld(chromium);
      } catch (Exception e) {
        throw new IllegalStateException("the dashboard's world cannot be made", e);
      }
    }
  }

  /** A workspace with a key. */
  record Tenant(String workspace, String key) {}

  Tenant tenant(String contract, String... scopes) throws Exception {
    String workspace = "ws_dash" + workspaces.incrementAndGet();
    String may = scopes.length == 0 ? "" : ",\"scopes\":[\"" + String.join("\",\"", scopes) + "\"]";
    JsonNode made =
        api()
            .post(
                "",
                "/v1/api-keys",
                "{\"workspace_id\":\"%s\",\"contract\":\"%s\",\"name\":\"The test\"%s}"
                    .formatted(workspace, contract, may),
                201);
    return new Tenant(workspace, made.path("key").asText());
  }

  Api api() {
    return instance.api();
  }

  String base() {
    return instance.api().base();
  }

  Visit desktop() {
    return new Visit(browser, base(), 1280, 800, false);
  }

  Visit phone() {
    return new Visit(browser, base(), 390, 844, true);
  }

  @Override
  public void close() throws Exception {
    browser.close();
    playwright.close();
    receiver.close();
    instance.close();
    Folders.delete(state);
  }
}
