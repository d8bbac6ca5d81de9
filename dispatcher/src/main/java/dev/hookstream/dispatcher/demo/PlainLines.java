package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.receive.Text;

/** What happens, one line each: for a file, a pipe, a terminal that cannot move its cursor. */
final class PlainLines {
  private final Look look;

  PlainLines(Look look) {
    this.look = look;
  }

  String line(Board.News news) {
    if (news instanceof Board.News.Attempted attempted) {
      Frame.Row row = attempted.row();
      String line =
          start(row.at(), row.ok() ? "delivered" : "failed", row.contract(), row.type())
              + Text.fit(row.endpoint(), 17)
              + look.attempt(row.attempt(), 7)
              + look.result(row.result(), row.ok(), 7)
              + Text.right(Look.millis(row.millis()), 7);
      return row.verified() == null ? line : line + (row.verified() ? "  verified" : "  FORGED");
    }
    if (news instanceof Board.News.WillRetry will) {
      Frame.Waiting retry = will.waiting();
      return start(retry.since(), "retry", retry.contract(), retry.type())
          + Text.fit(retry.endpoint(), 17)
          + look.attempt(retry.attempt(), 7)
          + "in "
          + Look.millis(retry.due() - retry.since());
    }
    Frame.Dead dead = ((Board.News.GaveUp) news).dead();
    return start(dead.at(), "dead", dead.contract(), dead.type())
        + Text.fit(dead.endpoint(), 17)
        + dead.attempts()
        + " attempts, "
        + Text.clean(dead.reason());
  }

  private String start(long at, String what, String contract, String type) {
    return look.time(at)
        + "  "
        + Text.fit(what, 9)
        + "  "
        + look.product(contract)
        + "  "
        + Text.fit(type, 37)
        + " ";
  }
}
