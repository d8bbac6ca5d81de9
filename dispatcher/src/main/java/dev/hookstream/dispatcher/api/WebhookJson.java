package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.schemas.ClientCertificate;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.OAuth2Client;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A webhook as its owner sees it: never a secret, nor the value of a secret header. */
final class WebhookJson {
  private WebhookJson() {}

  static ObjectNode of(Endpoint endpoint, LaneView lane, @Nullable Double successRate) {
    ObjectNode json = Json.object();
    json.put("id", endpoint.getId()).put("url", endpoint.getUrl());
    endpoint.getEvents().forEach(json.putArray("events")::add);
    json.put("description", endpoint.getDescription())
        .put("contract", endpoint.getContract())
        .put("ordering", word(endpoint.getOrdering()))
        .put("max_in_flight", endpoint.getMaxInFlight())
        .put("rate_limit_per_second", endpoint.getRateLimitPerSecond())
        .put("timeout_ms", endpoint.getTimeoutMs())
        .put("max_wait_hours", hours(endpoint.getMaxWaitMs()))
        .put("stop_at_dead_letter", endpoint.getStopAtDeadLetter());
    ObjectNode headers = json.putObject("headers");
    for (Header header : endpoint.getHeaders()) {
      headers
          .putObject(header.getName())
          .put("value", header.getSealed() ? null : header.getValue())
          .put("secret", header.getSealed());
    }
    credentials(json, endpoint.getCredentials());
    ObjectNode metadata = json.putObject("metadata");
    new TreeMap<>(endpoint.getMetadata()).forEach(metadata::put);
    String filter = endpoint.getFilter();
    if (filter == null) {
      json.putNull("filter");
    } else {
      json.putRawValue("filter", new RawValue(filter));
    }
    json.put("alert_email", endpoint.getAlertEmail())
        .<ObjectNode>set("alert_types", AlertRoutes.typesJson(endpoint.getAlertTypes()))
        .put("alert_digest_minutes", endpoint.getAlertDigestMinutes())
        .put("retry", endpoint.getRetry())
        .put("status", word(endpoint.getStatus()))
        .put("disabled_reason", endpoint.getDisabledReason())
        .put("revision", endpoint.getRevision())
        .put("created_at", Json.time(endpoint.getCreatedAt()))
        .put("updated_at", Json.time(endpoint.getUpdatedAt()));
    json.putObject("health")
        .put("consecutive_failures", lane.consecutiveFailures())
        .put("success_rate_last_hour", successRate)
        .put("backlog", lane.backlog())
        .put("oldest_waiting_at", Json.time(lane.oldestWaitingAt()))
        .put("window", lane.window())
        .put("in_flight", lane.out())
        .put("circuit", lane.down() ? "open" : "closed")
        .put("next_probe_at", Json.time(lane.nextProbeAt()));
    return json;
  }

  private static void credentials(ObjectNode json, @Nullable Credentials credentials) {
    OAuth2Client client = credentials == null ? null : credentials.getOauth2();
    if (client == null) {
      json.putNull("oauth2");
    } else {
      json.putObject("oauth2")
          .put("token_url", client.getTokenUrl())
          .put("client_id", client.getClientId())
          .put("scope", client.getScope())
          .put("client_auth", client.getInBody() ? "body" : "basic");
    }
    ClientCertificate certificate = credentials == null ? null : credentials.getCertificate();
    if (certificate == null) {
      json.putNull("tls");
    } else {
      json.putObject("tls")
          .put("subject", certificate.getSubject())
          .put("expires_at", Json.time(certificate.getExpiresAt()))
          .put("ca", certificate.getAuthorities() != null);
    }
  }

  private static @Nullable Long hours(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis).toHours();
  }

  /** An enum's symbol as it stands in JSON. */
  static String word(Enum<?> symbol) {
    return symbol.name().toLowerCase(Locale.ROOT);
  }
}
