package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Turns a frame into the lines of a screen. Pure: the same frame and size, the same lines. */
final class Screen {
  private static final int LEAST_WIDTH = 72;
  private static final int BAR = 10;

  /** Below this, columns are as short as they can be. */
  private static final int ROOMY = 96;

  private final Look look;
  private final Place place;
  private final double rate;

  /** The height of each list. */
  record Heights(int rows, int waiting, int dead) {
    /** Shares a screen: what is not needed by the lower lists goes to the deliveries. */
    static Heights of(int height) {
      int free = Math.max(0, height - 9);
      int dead = free < 8 ? 0 : Math.min(5, free / 5);
      int waiting = free < 5 ? 0 : Math.min(8, free / 4);
      return new Heights(Math.max(1, free - dead - waiting), waiting, dead);
    }
  }

  Screen(Look look, Place place, double rate) {
    this.look = look;
    this.place = place;
    this.rate = rate;
  }

  /** Exactly so many lines, none wider than the screen. */
  List<String> lines(Frame frame, int screenWidth, int height) {
    int width = Math.max(LEAST_WIDTH, screenWidth);
    Heights heights = Heights.of(height);
    List<String> lines = new ArrayList<>();
    lines.add(title(frame, width));
    lines.add("");
    lines.add(counters(frame, width));
    lines.add(heading("deliveries", "", width));
    lines.addAll(list(frame.rows(), heights.rows(), row -> row(row, width)));
    lines.add(heading("waiting for a retry", count(frame.waiting().size()), width));
    lines.addAll(
        list(frame.waiting(), heights.waiting(), retry -> waiting(retry, frame.now(), width)));
    lines.add(heading("dead letters", count(frame.deadLettered()), width));
    lines.addAll(list(frame.dead(), heights.dead(), letter -> dead(letter, width)));
    lines.add(look.dim("─".repeat(width)));
    lines.add(" API " + look.with(Paint.BOLD, place.url() + "/v1") + "  key " + place.key());
    lines.add(" Kafka " + place.kafka() + look.dim("   Ctrl-C stops and leaves nothing behind"));
    return lines.subList(0, Math.min(height, lines.size()));
  }

  private String title(Frame frame, int width) {
    long seconds = Math.max(0, (frame.now() - frame.started()) / 1000);
    String right =
        String.format(
            "%s events/s from six products · %02d:%02d ", trim(rate), seconds / 60, seconds % 60);
    String left = " hookstream demo";
    return look.with("1;7", left + Text.right(right, width - left.length()));
  }

  private static String trim(double rate) {
    return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.valueOf(rate);
  }

  private String counters(Frame frame, int width) {
    String gap = width < ROOMY ? "  " : "    ";
    String latency = width < ROOMY ? "" : "to first request ";
    String forged = frame.forged() == 0 ? "" : gap + number(Paint.RED, frame.forged(), "forged");
    return " "
        + number(Paint.BOLD, frame.events(), "events")
        + gap
        + number("1;32", frame.delivered(), "delivered")
        + gap
        + number("1;33", frame.waiting().size(), "retrying")
        + gap
        + number("1;31", frame.deadLettered(), "dead")
        + forged
        + gap
        + look.dim(latency + "p50 ")
        + Look.millis(frame.p50())
        + look.dim(" p99 ")
        + Look.millis(frame.p99());
  }

  private String number(String code, long number, String word) {
    return look.with(code, String.valueOf(number)) + " " + look.dim(word);
  }

  private static String count(long count) {
    return count == 0 ? "none" : String.valueOf(count);
  }

  private String heading(String title, String count, int width) {
    String text = "── " + title + (count.isEmpty() ? "" : " · " + count) + " ";
    return look.dim(text + "─".repeat(Math.max(0, width - text.length())));
  }

  private static <T> List<String> list(List<T> entries, int height, Function<T, String> line) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      lines.add(i < entries.size() ? line.apply(entries.get(i)) : "");
    }
    return lines;
  }

  private String row(Frame.Row row, int width) {
    int word = word(width);
    return " "
        + look.time(row.at())
        + "  "
        + names(row.contract(), row.type(), row.endpoint(), width - 34 - 2 * word)
        + look.attempt(row.attempt(), word)
        + look.result(row.result(), row.ok(), word)
        + look.dim(Text.right(Look.millis(row.millis()), 7))
        + " "
        + look.verified(row.verified());
  }

  private String waiting(Frame.Waiting retry, long now, int width) {
    long left = Math.max(0, retry.due() - now);
    long whole = Math.max(1, retry.due() - retry.since());
    int full = (int) Math.min(BAR, Math.max(0, BAR - left * BAR / whole));
    int word = word(width);
    return " "
        + names(retry.contract(), retry.type(), retry.endpoint(), width - 31 - word)
        + look.attempt(retry.attempt(), word)
        + look.with(Paint.YELLOW, "━".repeat(full))
        + look.dim("─".repeat(BAR - full))
        + Text.right(left == 0 ? "now" : Look.millis(left), 7);
  }

  private String dead(Frame.Dead letter, int width) {
    return " "
        + look.time(letter.at())
        + "  "
        + names(letter.contract(), letter.type(), letter.endpoint(), width - 46)
        + look.with(Paint.RED, Text.right(letter.attempts() + " × " + letter.reason(), 21));
  }

  private static int word(int width) {
    return width < ROOMY ? 4 : 7;
  }

  /** Product, type and endpoint: twelve characters and {@code room}. */
  private String names(String contract, String type, String endpoint, int room) {
    int forEndpoint = Math.min(17, room * 2 / 5);
    return look.product(contract)
        + "  "
        + Text.fit(type, room - forEndpoint - 3)
        + look.dim(" → ")
        + Text.fit(endpoint, forEndpoint)
        + "  ";
  }
}
