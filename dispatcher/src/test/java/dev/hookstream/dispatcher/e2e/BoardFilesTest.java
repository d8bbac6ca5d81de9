package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Grafana would not tell us about the boards' files, or only on a screen. */
class BoardFilesTest {
  private static final Path RUNBOOKS = Path.of("..", "docs", "operate", "runbooks");
  private static final Pattern BOARD_LINK = Pattern.compile("/d/([\\w-]+)");
  private static final Pattern RUNBOOK_LINK = Pattern.compile("\\$\\{runbooks}/(\\w+\\.md)");
  private static final int COLUMNS = 24;

  @Test
  void each_has_an_address_of_its_own_that_does_not_change() throws IOException {
    for (Board board : Board.all()) {
      assertThat(board.uid() + ".json").isEqualTo("hookstream-" + board.file());
      assertThat(board.json().path("tags").path(0).asText()).isEqualTo("hookstream");
      assertThat(board.json().has("id")).as("an id is the database's, not the file's").isFalse();
    }
  }

  @Test
  void each_panel_says_what_it_shows_and_in_what_unit() throws IOException {
    for (Board board : Board.all()) {
      for (JsonNode panel : shown(board)) {
        String where = board.file() + ", " + panel.path("title").asText();
        assertThat(panel.path("description").asText()).as(where).hasSizeGreaterThan(5);
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(where).isNotEmpty();
        assertThat(panel.at("/datasource/uid").asText()).as(where).isEqualTo("${DS_PROMETHEUS}");
        for (JsonNode target : panel.path("targets")) {
          assertThat(target.at("/datasource/uid").asText()).as(where).isEqualTo("${DS_PROMETHEUS}");
          assertThat(target.path("expr").asText()).as(where).contains("job=\"$job\"");
        }
      }
    }
  }

  private static List<JsonNode> shown(Board board) {
    return board.panels().stream()
        .filter(panel -> !List.of("row", "text").contains(panel.path("type").asText()))
        .toList();
  }

  @Test
  void panels_have_numbers_of_their_own_and_do_not_lie_on_each_other() throws IOException {
    for (Board board : Board.all()) {
      Set<Integer> ids = new HashSet<>();
      Set<String> taken = new HashSet<>();
      for (JsonNode panel : board.panels()) {
        String where = board.file() + ", " + panel.path("title").asText();
        assertThat(ids.add(panel.path("id").asInt())).as(where).isTrue();
        JsonNode at = panel.path("gridPos");
        int right = at.path("x").asInt() + at.path("w").asInt();
        assertThat(right).as(where).isLessThanOrEqualTo(COLUMNS);
        for (int x = at.path("x").asInt(); x < right; x++) {
          for (int y = 0; y < at.path("h").asInt(); y++) {
            assertThat(taken.add(x + " " + (at.path("y").asInt() + y))).as(where).isTrue();
          }
        }
      }
    }
  }

  @Test
  void links_lead_to_boards_and_runbooks_that_are_there() throws IOException {
    Set<String> uids = Board.all().stream().map(Board::uid).collect(Collectors.toSet());
    for (Board board : Board.all()) {
      Matcher boards = BOARD_LINK.matcher(board.json().toString());
      while (boards.find()) {
        assertThat(uids).as(board.file()).contains(boards.group(1));
      }
      Matcher runbooks = RUNBOOK_LINK.matcher(board.json().toString());
      while (runbooks.find()) {
        assertThat(RUNBOOKS.resolve(runbooks.group(1))).as(board.file()).exists();
      }
    }
  }

  @Test
  void each_board_is_on_the_page_about_them() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "operate", "boards.md"));
    for (Board board : Board.all()) {
      assertThat(page).contains("`" + board.file() + "`");
    }
  }
}
