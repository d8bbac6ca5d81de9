package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows for a person. On a terminal it is as wide as that at most: the widest columns give way, and
 * what is cut ends with an ellipsis. Elsewhere nothing is cut.
 */
final class Table {
  private static final int GAP = 2;
  private static final int LEAST = 6;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** How wide what was printed before was; null before the first page. */
  private int @Nullable [] printed;

  /** A column; numbers stand at its right end, ids are the last to be cut. */
  record Column(String title, Kind kind) {}

  /** How a column behaves; the first is the first to give way. */
  enum Kind {
    TEXT,
    ID,
    STATE,
    NUMBER
  }

  /** What stands in a place, and in which colour; an empty colour for none. */
  record Cell(String text, String colour) {}

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  /** Titles; one that begins with # is of numbers, with ! of ids, with = of states. */
  static Table of(String... titles) {
    return new Table(
        List.of(titles).stream()
            .map(
                title ->
                    switch (title.charAt(0)) {
                      case '#' -> new Column(title.substring(1), Kind.NUMBER);
                      case '!' -> new Column(title.substring(1), Kind.ID);
                      case '=' -> new Column(title.substring(1), Kind.STATE);
                      default -> new Column(title, Kind.TEXT);
                    })
            .toList());
  }

  static Cell cell(String text) {
    return new Cell(text.isEmpty() ? "-" : text, "");
  }

  /** Adds a row with a cell for each column. */
  Table row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Whether there was never a row. */
  boolean isEmpty() {
    return rows.isEmpty() && printed == null;
  }

  /** Forgets the rows, which have been shown. Those that come go on below them, without titles. */
  void goOn() {
    printed = wanted();
    rows.clear();
  }

  /**
   * The lines, titles first where they have not been shown.
   *
   * @param width of the terminal; 0 for as wide as need be
   */
  List<String> lines(int width, Paint paint) {
    int[] widths = widths(width);
    List<String> lines = new ArrayList<>();
    if (printed == null) {
      StringBuilder head = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        append(head, i, widths, columns.get(i).title());
      }
      lines.add(paint.with(Paint.BOLD, head.toString().stripTrailing()));
    }
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String fitted = fit(i, widths[i], row.get(i).text());
        boolean last = i == widths.length - 1;
        String bare = last ? fitted.stripTrailing() : fitted;
        String colour = row.get(i).colour();
        line.append(colour.isEmpty() ? bare : paint.with(colour, bare));
        line.append(last ? "" : " ".repeat(GAP));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private void append(StringBuilder line, int column, int[] widths, String text) {
    line.append(fit(column, widths[column], text));
    if (column < widths.length - 1) {
      line.append(" ".repeat(GAP));
    }
  }

  private String fit(int column, int width, String text) {
    return columns.get(column).kind() == Kind.NUMBER
        ? Text.right(text, width)
        : Text.fit(text, width);
  }

  private int[] wanted() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = printed == null ? length(columns.get(i).title()) : printed[i];
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i).text()));
      }
    }
    return widths;
  }

  private int[] widths(int width) {
    int[] widths = wanted();
    int over = width == 0 ? 0 : total(widths) - width;
    // Texts first: half an id is of no use. Then ids, and numbers only where nothing else is left.
    for (Kind kind : Kind.values()) {
      while (over > 0 && shrinkWidest(widths, kind)) {
        over--;
      }
    }
    return widths;
  }

  private boolean shrinkWidest(int[] widths, Kind kind) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (columns.get(i).kind() == kind
          && widths[i] > LEAST
          && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest >= 0) {
      widths[widest]--;
    }
    return widest >= 0;
  }

  private static int total(int[] widths) {
    int total = GAP * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
