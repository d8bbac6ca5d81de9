package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.dispatcher.api.port.UrlCheck;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.EndpointStatus;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.serde.RawValue;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.filter.Filter;
import dev.hookstream.topology.filter.Filter.BadFilterException;
import dev.hookstream.topology.secret.Keyring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a body that openapi.yaml allows into settings that the contract allows. A new webhook is a
 * patch to an empty one. Blocks while the URL's name is resolved.
 */
final class WebhookForm {
  static final String BY_HAND = "by hand";

  private final Contracts contracts;
  private final UrlCheck urls;
  private final HeaderForm headers;
  private final SecretForm secrets;
  private final CredentialsForm credentials;
  private final Map<String, HeaderRules> headerRules = new ConcurrentHashMap<>();

  WebhookForm(Contracts contracts, UrlCheck urls, Keyring keyring) {
    this.contracts = contracts;
    this.urls = urls;
    this.headers = new HeaderForm(keyring);
    this.secrets = new SecretForm(keyring);
    this.credentials = new CredentialsForm(keyring, urls);
  }

  /** Settings, and the secret in clear where it is new. */
  record Filled(Endpoint endpoint, Optional<String> newSecret) {}

  /**
   * A new webhook.
   *
   * @throws ProblemException 422 with all that is wrong
   */
  Filled create(Request request, String id, Contract contract, long now) {
    Faults faults = new Faults();
    JsonNode body = request.json();
    Endpoint.Builder endpoint =
        Endpoint.newBuilder()
            .setId(id)
            .setWorkspaceId(request.workspace())
            .setContract(contract.name())
            .setRevision(0)
            .setUrl("")
            .setEvents(List.of())
            .setSecrets(List.of())
            .setHeaders(List.of())
            .setMetadata(Map.of())
            .setOrdering(contract.defaultOrdering())
            .setCreatedAt(now)
            .setUpdatedAt(now);
    fill(endpoint, contract, body, faults);
    credentials.fill(endpoint, body, now, faults);
    filter(endpoint, request, faults);
    Optional<String> secret = secrets.forNew(body.path("secret"), contract.secretPolicy(), faults);
    faults.raise();
    endpoint.setSecrets(secrets.seal(secret, id, now));
    return new Filled(endpoint.build(), secret);
  }

  /** An existing webhook with a patch merged into it. */
  Filled patch(Endpoint old, Contract contract, Request request, long now) {
    Faults faults = new Faults();
    JsonNode body = request.json();
    Endpoint.Builder endpoint = Endpoint.newBuilder(old).setUpdatedAt(now);
    reseal(endpoint);
    KeptSecrets kept = new KeptSecrets(endpoint);
    fill(endpoint, contract, body, faults);
    credentials.fill(endpoint, body, now, faults);
    kept.check(endpoint, faults);
    filter(endpoint, request, faults);
    Optional<String> secret = Optional.empty();
    if (body.has("secret")) {
      secret = secrets.forChange(body.path("secret"), contract.secretPolicy(), faults);
      endpoint.setSecrets(secrets.seal(secret, old.getId(), now));
    }
    status(endpoint, body, now, faults);
    faults.raise();
    return new Filled(endpoint.build(), secret);
  }

  private void reseal(Endpoint.Builder endpoint) {
    endpoint.setSecrets(secrets.resealed(endpoint));
    endpoint.setHeaders(headers.resealed(endpoint.getHeaders(), endpoint.getId()));
    endpoint.setCredentials(credentials.resealed(endpoint.getCredentials(), endpoint.getId()));
  }

  /** The same settings, every sealed value of them under the key that seals today. */
  Endpoint resealed(Endpoint endpoint) {
    Endpoint.Builder anew = Endpoint.newBuilder(endpoint);
    reseal(anew);
    return anew.build();
  }

  private void fill(Endpoint.Builder endpoint, Contract contract, JsonNode body, Faults faults) {
    if (body.has("url")) {
      endpoint.setUrl(body.path("url").asText());
      Optional<String> refused = contract.subscription().checkUrl(endpoint.getUrl());
      faults.addIf("/url", refused.isPresent() ? refused : urls.check(endpoint.getUrl()));
    }
    if (body.has("events")) {
      endpoint.setEvents(patterns(contract, body.path("events"), faults));
    }
    set(body, "description", JsonNode::asText, endpoint::setDescription);
    set(body, "max_in_flight", JsonNode::asInt, endpoint::setMaxInFlight);
    set(body, "rate_limit_per_second", JsonNode::asDouble, endpoint::setRateLimitPerSecond);
    set(body, "timeout_ms", JsonNode::asInt, endpoint::setTimeoutMs);
    set(
        body,
        "max_wait_hours",
        hours -> Duration.ofHours(hours.asLong()).toMillis(),
        endpoint::setMaxWaitMs);
    set(body, "alert_email", JsonNode::asText, endpoint::setAlertEmail);
    if (body.hasNonNull("alert_email")) {
      faults.addIf("/alert_email", EmailForm.refusal(body.path("alert_email").asText()));
    }
    set(body, "alert_types", AlertRoutes::types, endpoint::setAlertTypes);
    set(body, "alert_digest_minutes", JsonNode::asInt, endpoint::setAlertDigestMinutes);
    set(body, "retry", JsonNode::asText, endpoint::setRetry);
    if (body.hasNonNull("retry") && contracts.schedule(body.path("retry").asText()).isEmpty()) {
      faults.add("/retry", "is not one of " + String.join(", ", contracts.scheduleNames()));
    }
    if (body.has("ordering")) {
      JsonNode ordering = body.path("ordering");
      endpoint.setOrdering(
          ordering.isNull()
              ? contract.defaultOrdering()
              : Ordering.valueOf(ordering.asText().toUpperCase(Locale.ROOT)));
    }
    if (body.has("stop_at_dead_letter")) {
      endpoint.setStopAtDeadLetter(body.path("stop_at_dead_letter").asBoolean());
    }
    if (endpoint.getStopAtDeadLetter() && endpoint.getOrdering() != Ordering.STRICT) {
      faults.add("/stop_at_dead_letter", "has a meaning only beside \"ordering\": \"strict\"");
    }
    if (body.has("headers")) {
      HeaderRules rules =
          headerRules.computeIfAbsent(contract.name(), name -> HeaderRules.of(contract));
      endpoint.setHeaders(
          headers.merge(
              endpoint.getHeaders(), body.path("headers"), rules, endpoint.getId(), faults));
    }
    if (body.has("metadata")) {
      endpoint.setMetadata(metadata(endpoint.getMetadata(), body.path("metadata"), faults));
    }
  }

  /** From the body's own bytes: its numbers are compared exactly as they were written. */
  private static void filter(Endpoint.Builder endpoint, Request request, Faults faults) {
    if (request.json().has("filter")) {
      RawValue given = Objects.requireNonNull(EventRoutes.raw(request.body()).get("filter"));
      endpoint.setFilter(request.json().path("filter").isNull() ? null : given.raw());
      if (endpoint.getFilter() != null) {
        try {
          var unused = Filter.parse(endpoint.getFilter());
        } catch (BadFilterException e) {
          e.faults().forEach(fault -> faults.add("/filter" + fault.pointer(), fault.message()));
        }
      }
    }
  }

  private static <T> void set(
      JsonNode body, String field, Function<JsonNode, T> read, Consumer<@Nullable T> setter) {
    if (body.has(field)) {
      JsonNode value = body.path(field);
      setter.accept(value.isNull() ? null : read.apply(value));
    }
  }

  private static List<String> patterns(Contract contract, JsonNode given, Faults faults) {
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      patterns.add(given.path(i).asText());
      faults.addIf("/events/" + i, contract.subscription().checkPattern(patterns.get(i)));
    }
    return patterns;
  }

  private static Map<String, String> metadata(
      Map<String, String> old, JsonNode given, Faults faults) {
    Map<String, String> metadata = new HashMap<>(given.isNull() ? Map.of() : old);
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      if (entry.getValue().isNull()) {
        metadata.remove(entry.getKey());
      } else {
        metadata.put(entry.getKey(), entry.getValue().asText());
      }
    }
    if (metadata.size() > 50) {
      faults.add("/metadata", "has more than 50 entries");
    }
    return metadata;
  }

  private static void status(Endpoint.Builder endpoint, JsonNode body, long now, Faults faults) {
    String status = body.path("status").asText();
    if (body.has("on_enable") && !status.equals("enabled")) {
      faults.add("/on_enable", "has a meaning only beside \"status\": \"enabled\"");
    }
    if (status.equals("enabled")) {
      endpoint.setStatus(EndpointStatus.ENABLED).setDisabledReason(null).setDisabledAt(null);
    } else if (status.equals("disabled") && endpoint.getStatus() == EndpointStatus.ENABLED) {
      endpoint.setStatus(EndpointStatus.DISABLED).setDisabledReason(BY_HAND).setDisabledAt(now);
    }
  }
}
