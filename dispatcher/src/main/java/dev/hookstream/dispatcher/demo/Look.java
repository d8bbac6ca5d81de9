package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How single values look, on the screen and in lines. */
final class Look {
  private final Paint paint;
  private final DateTimeFormatter clock;

  Look(Paint paint, ZoneId zone) {
    this.paint = paint;
    this.clock = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  String with(String code, String text) {
    return paint.with(code, text);
  }

  String dim(String text) {
    return paint.with(Paint.DIM, text);
  }

  String time(long millis) {
    return dim(clock.format(Instant.ofEpochMilli(millis)));
  }

  /** A contract's name in its product's colour, eight wide. */
  String product(String contract) {
    String colour =
        DemoEndpoint.products().stream()
            .filter(product -> product.contract().equals(contract))
            .map(Product::colour)
            .findFirst()
            .orElse(Paint.BOLD);
    return paint.with(colour, Text.fit(contract, 8));
  }

  /** A status or an error's word. */
  String result(String result, boolean ok, int width) {
    return paint.with(ok ? Paint.GREEN : Paint.RED, Text.fit(result, width));
  }

  /** Which attempt it was; blank for the first. */
  String attempt(int attempt, int width) {
    String text = width < 7 ? "×" + attempt : "try " + attempt;
    return attempt == 1 ? " ".repeat(width) : paint.with(Paint.YELLOW, Text.fit(text, width));
  }

  /** What the receiver says of the signature, one wide. */
  String verified(@Nullable Boolean verified) {
    if (verified == null) {
      return dim("·");
    }
    return verified ? paint.with(Paint.GREEN, "✓") : paint.with(Paint.RED, "✗");
  }

  /** A duration, at most seven wide. */
  static String millis(long millis) {
    if (millis < 0) {
      return "–";
    }
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
