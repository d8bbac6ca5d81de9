package dev.hookstream.dispatcher.alert;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.alert.Digest;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.owasp.encoder.Encode;

/**
 * Puts a digest into words: what happened, since when, how many wait, what to do, where to look. No
 * payload, no response, no secret, of a URL its host alone. What somebody named is one line of
 * plain text, and in HTML escaped.
 */
final class MailWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
  private static final int MOST_LINES = 50;
  private static final int LONGEST_NAME = 120;

  private final Facts facts;
  private final Optional<String> link;

  MailWriter(Facts facts, Optional<String> link) {
    this.facts = facts;
    this.link = link;
  }

  /** One thing that happened, in words. */
  private record Item(String title, List<String> sentences, @Nullable String link) {}

  Mail write(Digest<?> digest) {
    List<Item> items = new ArrayList<>();
    digest.lines().stream().limit(MOST_LINES).forEach(line -> items.add(item(digest, line)));
    int more = digest.lines().size() - items.size();
    String about =
        digest.workspaceId().isEmpty()
            ? "this installation"
            : "workspace " + plain(digest.workspaceId());
    String subject = subject(digest.lines()) + " (" + about + ")";
    return new Mail(
        digest.firstId(),
        digest.email(),
        subject,
        text(items, more, about),
        html(items, more, about));
  }

  private static String subject(List<Digest.Line> lines) {
    Map<AlertKind, Integer> counts = new LinkedHashMap<>();
    // Newest last: what matters most is what is true now.
    lines.forEach(line -> counts.merge(line.last().getKind(), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((kind, count) -> parts.add(0, AlertWords.of(kind).subject(count)));
    return String.join(", ", parts);
  }

  private Item item(Digest<?> digest, Digest.Line line) {
    Alert last = line.last();
    AlertWords words = AlertWords.of(last.getKind());
    String endpointId = last.getEndpointId();
    List<String> sentences = new ArrayList<>();
    String reason = line.various() ? "" : last.getDetail().getOrDefault("reason", "");
    sentences.add(words.happened() + (reason.isEmpty() ? "." : ": " + plain(reason) + "."));
    Long since = last.getSince() == null ? Long.valueOf(line.first().getAt()) : last.getSince();
    sentences.add("Since " + time(since) + often(line) + ".");
    if (endpointId != null) {
      facts
          .waiting(digest.workspaceId(), endpointId)
          .ifPresent(count -> sentences.add(waiting(count)));
    }
    sentences.add(words.advice());
    return new Item(
        line.various() ? "Events of other types" : title(digest.workspaceId(), last),
        sentences,
        link(endpointId));
  }

  /** Of events that are rejected, no more than one a minute is told of. */
  private static String often(Digest.Line line) {
    if (line.times() == 1) {
      return "";
    }
    return line.last().getKind() == AlertKind.EVENT_REJECTED
        ? ", seen in " + line.times() + " different minutes"
        : ", " + line.times() + " times";
  }

  private static String waiting(long count) {
    return count == 1 ? "1 delivery waits for it now." : count + " deliveries wait for it now.";
  }

  private String title(String workspaceId, Alert alert) {
    String endpointId = alert.getEndpointId();
    if (endpointId == null) {
      String type = alert.getDetail().get("event_type");
      String place = alert.getDetail().get("place");
      return type == null
          ? "Events" + (place == null ? "" : " at " + plain(place))
          : "Events of type " + plain(type);
    }
    Endpoint endpoint = facts.endpoint(workspaceId, endpointId);
    if (endpoint == null) {
      return "Webhook " + plain(endpointId) + " (deleted)";
    }
    String name = endpoint.getDescription();
    return "Webhook "
        + plain(endpointId)
        + (name == null || name.isBlank() ? "" : " “" + plain(name) + "”")
        + " at "
        + host(endpoint.getUrl());
  }

  private static String host(String url) {
    try {
      // The rest of a URL can hold a secret.
      String host = URI.create(url).getHost();
      return host == null ? "its address" : plain(host);
    } catch (IllegalArgumentException e) {
      return "its address";
    }
  }

  private @Nullable String link(@Nullable String endpointId) {
    return endpointId == null
        ? link.map(base -> base + "/dashboard").orElse(null)
        : link.map(base -> base + "/dashboard/webhooks/" + endpointId).orElse(null);
  }

  private static String time(long at) {
    return TIME.format(Instant.ofEpochMilli(at));
  }

  /**
   * One line, without what could pass for another: control characters, directions, ends of line.
   */
  static String plain(String name) {
    String line = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    return line.length() <= LONGEST_NAME
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST_NAME))) + "…";
  }

  private static String text(List<Item> items, int more, String about) {
    StringBuilder text = new StringBuilder("What has changed in " + about + ":\n");
    for (Item item : items) {
      text.append("\n* ").append(item.title()).append('\n');
      item.sentences().forEach(sentence -> text.append("  ").append(sentence).append('\n'));
      if (item.link() != null) {
        text.append("  ").append(item.link()).append('\n');
      }
    }
    return text.append(more(more)).append('\n').append(WHY).toString();
  }

  private static final String WHY =
      "You get this because your address is in the workspace's alert settings, or in a"
          + " webhook's.\n";

  private static String more(int count) {
    return count == 0 ? "" : "\n… and " + count + " more.\n";
  }

  private static String html(List<Item> items, int more, String about) {
    StringBuilder html =
        new StringBuilder(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Hookstream</title></head>
            <body style="font-family: sans-serif; line-height: 1.4; max-width: 40em">
            """);
    html.append("<p>What has changed in ").append(Encode.forHtml(about)).append(":</p>\n");
    for (Item item : items) {
      html.append("<h2 style=\"font-size: 1.05em; margin-bottom: 0\">")
          .append(Encode.forHtml(item.title()))
          .append("</h2>\n<p style=\"margin-top: 0.3em\">");
      item.sentences().forEach(sentence -> html.append(Encode.forHtml(sentence)).append("<br>\n"));
      if (item.link() != null) {
        html.append("<a href=\"")
            .append(Encode.forHtmlAttribute(item.link()))
            .append("\">Look at it</a>");
      }
      html.append("</p>\n");
    }
    return html.append("<p>")
        .append(Encode.forHtml(more(more).strip()))
        .append("</p>\n<p style=\"color: #555; font-size: 0.9em\">")
        .append(Encode.forHtml(WHY.strip()))
        .append("</p>\n</body></html>\n")
        .toString();
  }
}
