package dev.hookstream.dispatcher.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard at {@code /dashboard}: one page, whatever comes after it in the path, and its files
 * below {@code /dashboard/assets}. It knows no key and no workspace. On the event loop; the files
 * are small and are read once.
 */
public final class Dashboard implements Handler<RoutingContext> {
  private static final String ROOT = "/dashboard";
  private static final String ASSETS = ROOT + "/assets/";

  // Nothing but our own files runs, shows or is asked; what is untrusted cannot become markup.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
          + " trusted-types 'none'; frame-ancestors ";

  private final Function<String, List<String>> framers;

  /**
   * Serves nothing until it is mounted.
   *
   * @param framers the origins that may frame the page, of the address's {@code frame}; none where
   *     that is none of ours
   */
  public Dashboard(Function<String, List<String>> framers) {
    this.framers = framers;
  }

  /** Adds its routes. */
  public void mount(Router router) {
    for (String path : List.of(ROOT, ROOT + "/*")) {
      router.route(HttpMethod.GET, path).handler(this);
      router.route(HttpMethod.HEAD, path).handler(this);
    }
  }

  @Override
  public void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String path = routing.normalizedPath();
    HttpServerResponse response = request.response();
    secure(response, path.startsWith(ASSETS) ? null : request.getParam("frame"));
    Optional<Asset> asset =
        Asset.find(path.startsWith(ASSETS) ? path.substring(ASSETS.length()) : "index.html");
    if (asset.isEmpty()) {
      response
          .setStatusCode(404)
          .putHeader("Content-Type", "text/plain; charset=utf-8")
          .end("The dashboard has no such file.\n");
      return;
    }
    send(request, asset.get());
  }

  private void secure(HttpServerResponse response, @Nullable String frame) {
    List<String> allowed = frame == null ? List.of() : framers.apply(frame);
    response
        .putHeader(
            "Content-Security-Policy",
            POLICY + (allowed.isEmpty() ? "'none'" : String.join(" ", allowed)))
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }

  private static void send(HttpServerRequest request, Asset asset) {
    HttpServerResponse response =
        request
            .response()
            .putHeader("ETag", asset.etag())
            .putHeader("Cache-Control", "no-cache")
            .putHeader("Content-Type", asset.mediaType());
    String known = request.getHeader("If-None-Match");
    if (known != null && known.contains(asset.etag())) {
      response.setStatusCode(304).end();
    } else {
      response.end(asset.content());
    }
  }
}
