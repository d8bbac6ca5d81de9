package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.Text;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table() {
    return Table.of("!ID", "STATUS", "#N", "URL")
        .row(
            Table.cell("wh_01hz8pjytm6n9x7qwxayvbs3j5"),
            Words.state("enabled"),
            Table.cell("7"),
            Table.cell("https://example.com/a/long/way/to/go"))
        .row(Table.cell("wh_2"), Words.state("disabled"), Table.cell("12"), Table.cell(""));
  }

  @Test
  void nothing_is_cut_where_nobody_watches() {
    assertThat(table().lines(0, Paint.NONE))
        .containsExactly(
            "ID                             STATUS     N  URL",
            "wh_01hz8pjytm6n9x7qwxayvbs3j5  enabled    7  https://example.com/a/long/way/to/go",
            "wh_2                           disabled  12  -");
  }

  @Test
  void texts_give_way_before_ids() {
    assertThat(table().lines(60, Paint.NONE))
        .allMatch(line -> line.length() <= 60)
        .anyMatch(line -> line.startsWith("wh_01hz8pjytm6n9x7qwxayvbs3j5 ") && line.endsWith("…"));
    assertThat(table().lines(30, Paint.NONE)).allMatch(line -> line.length() <= 30);
  }

  @Test
  void colours_take_no_room_and_nothing_of_others_is_let_through() {
    assertThat(table().lines(60, Paint.COLOURS).get(1)).contains("\u001b[32menabled");
    Table hostile = Table.of("A").row(Table.cell("\u001b[31mred\u0007"));
    assertThat(hostile.lines(0, Paint.NONE)).containsExactly("A", "·[31mred·");
  }

  @Test
  void a_further_page_stands_below_the_first_under_the_same_titles() {
    Table table = table();
    assertThat(table.lines(0, Paint.NONE)).hasSize(3);
    table.goOn();
    assertThat(table.isEmpty()).isFalse();
    assertThat(table.lines(0, Paint.NONE)).isEmpty();
    var unused =
        table.row(
            Table.cell("wh_3"), Words.state("enabled"), Table.cell("5"), Table.cell("https://e"));
    assertThat(table.lines(0, Paint.NONE))
        .containsExactly("wh_3                           enabled    5  https://e");
  }

  @Test
  void json_on_a_terminal_moves_no_cursor_and_turns_no_text_and_stays_the_same() throws Exception {
    String hostile = "{\"a\":\"\u009b31m \u202egnp \u007f \ud83d\ude00 é\"}\n";
    String shown = Text.escaped(hostile);
    assertThat(shown).isEqualTo("{\"a\":\"\\u009b31m \\u202egnp \\u007f \ud83d\ude00 é\"}\n");
    assertThat(ApiOptions.json(shown)).isEqualTo(ApiOptions.json(hostile));
  }

  @Test
  void progress_is_one_line() throws Exception {
    assertThat(
            ReplayWatch.progress(
                ApiOptions.json(
                    "{\"state\":\"delivering\",\"matched\":10,\"delivered\":4,\"failed\":1,\"dropped\":0,\"scanned\":99}")))
        .isEqualTo("[##########          ] delivering, 5 of 10 ended, 1 failed, 99 read");
  }
}
