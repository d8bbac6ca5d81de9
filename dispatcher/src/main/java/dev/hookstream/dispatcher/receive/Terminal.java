package dev.hookstream.dispatcher.receive;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What standard output is. Asks the system's own tools: the JDK 17 has no answer to either. */
public final class Terminal {
  private static final Size UNKNOWN = new Size(100, 30);

  private Terminal() {}

  /** Columns and rows. */
  public record Size(int width, int height) {}

  /** Whether somebody watches: standard output is a terminal that can move its cursor. */
  public static boolean isThere() {
    return !System.getenv().getOrDefault("TERM", "dumb").equals("dumb") && outputIsTerminal();
  }

  private static boolean outputIsTerminal() {
    try {
      return new ProcessBuilder("sh", "-c", "test -t 1")
              .redirectOutput(Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no shell: plain lines are right anywhere
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Colours where there is a terminal and nobody said NO_COLOR (no-color.org). */
  public static Paint paint(boolean terminal, Map<String, String> environment) {
    boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return terminal && !refused ? Paint.COLOURS : Paint.NONE;
  }

  /** How large it is now; 100 by 30 where it does not say. */
  public static Size size() {
    try {
      Process stty =
          new ProcessBuilder(List.of("stty", "size"))
              .redirectInput(Redirect.from(new File("/dev/tty")))
              .redirectError(Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return parse(answer.strip());
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** Reads "rows columns". */
  static Size parse(String answer) {
    if (!answer.matches("[1-9]\\d{0,3} [1-9]\\d{0,3}")) {
      return UNKNOWN;
    }
    int blank = answer.indexOf(' ');
    return new Size(
        Integer.parseInt(answer.substring(blank + 1)),
        Integer.parseInt(answer.substring(0, blank)));
  }
}
