package dev.hookstream.dispatcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A person with a browser at the dashboard. Nothing may go wrong in it, and nothing may run that is
 * not ours.
 */
final class Visit implements AutoCloseable {
  private static final double PATIENCE_MS = 30_000;

  static {
    // Its own 5 s are as long as a page waits until it looks again.
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  private final String base;
  private final BrowserContext context;
  private final List<String> faults = new ArrayList<>();
  private String expected = "";
  final Page page;

  /** A phone is small and dark. */
  Visit(Browser browser, String base, int width, int height, boolean phone) {
    this.base = base;
    context =
        browser.newContext(
            new NewContextOptions()
                .setViewportSize(width, height)
                .setHasTouch(phone)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setPermissions(List.of("clipboard-read", "clipboard-write"))
                .setColorScheme(phone ? ColorScheme.DARK : ColorScheme.LIGHT));
    context.setDefaultTimeout(PATIENCE_MS);
    context.addInitScript(
        "addEventListener('securitypolicyviolation', e => console.error('CSP violated: ' +"
            + " e.violatedDirective + ' ' + e.blockedURI))");
    page = context.newPage();
    page.onPageError(faults::add);
    page.onDialog(
        dialog -> {
          faults.add("a dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onConsoleMessage(
        message -> {
          // An answer that is a problem is logged by the browser as an error too.
          if (message.type().equals("error")
              && !message.text().startsWith("Failed to load resource")) {
            faults.add(message.text());
          }
        });
  }

  Visit signIn(String key) {
    page.navigate(base + "/dashboard");
    page.getByLabel("API key").fill(key);
    button("Sign in").click();
    assertThat(page.locator("main#main h1")).isVisible();
    return this;
  }

  /** Goes to a page of the dashboard's, and waits until it is drawn. */
  Visit open(String path) {
    page.navigate(base + "/dashboard" + path);
    assertThat(page.locator("main#main[aria-busy=false] h1")).isVisible();
    return this;
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }

  /** The open dialog. */
  Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  Locator inDialog(String button) {
    return dialog()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button).setExact(true));
  }

  Visit sees(String text) {
    assertThat(page.locator("body")).containsText(text);
    return this;
  }

  Visit sees(Locator what) {
    assertThat(what).isVisible();
    return this;
  }

  /** What axe finds wrong with the page as it is: rules and places. */
  List<?> accessibilityFaults() {
    page.evaluate(Axe.SOURCE);
    return (List<?>)
        page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
                + ".flatMap(v => v.nodes.map(n => v.id + ': ' + n.target + ' ' + n.failureSummary))");
  }

  /** A violation that the test is about. */
  void mayViolate(String directive) {
    expected = directive;
  }

  /** Fails where something went wrong in the page until now. */
  void wasWell() {
    assertThat(faults).allMatch(fault -> !expected.isEmpty() && fault.contains(expected));
  }

  @Override
  public void close() {
    context.close();
    wasWell();
  }

  private static final class Axe {
    static final String SOURCE = read();

    private static String read() {
      try (InputStream in = Visit.class.getResourceAsStream("/axe.min.js")) {
        return new String(
            Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
