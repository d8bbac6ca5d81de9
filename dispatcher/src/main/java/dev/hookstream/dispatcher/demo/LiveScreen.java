package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.receive.Terminal;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Draws the screen in place, five times a second, on the terminal's other page. */
final class LiveScreen implements AutoCloseable {
  private static final long PERIOD_MILLIS = 200;
  private static final int SIZE_EVERY = 5;

  private final Board board;
  private final Screen screen;
  private final PrintWriter out;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "live-screen"));
  private Terminal.Size size = new Terminal.Size(80, 24);
  private long drawn;

  LiveScreen(Board board, Screen screen, PrintWriter out, InstantSource clock) {
    this.board = board;
    this.screen = screen;
    this.out = out;
    this.clock = clock;
  }

  void start() {
    // The other page, no cursor, no wrapping: what was on the terminal comes back at the end.
    out.print("\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J");
    var unused = timer.scheduleWithFixedDelay(this::draw, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void draw() {
    if (drawn++ % SIZE_EVERY == 0) {
      size = Terminal.size();
    }
    List<String> lines = screen.lines(board.frame(clock.millis()), size.width(), size.height());
    StringBuilder page = new StringBuilder("\u001b[H");
    for (int i = 0; i < lines.size(); i++) {
      // Erased before, since after a full line it would take the last character.
      page.append(i == 0 ? "" : "\r\n").append("\u001b[2K").append(lines.get(i));
    }
    out.print(page);
    out.flush();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.print("\u001b[?7h\u001b[?25h\u001b[?1049l");
    out.flush();
  }
}
