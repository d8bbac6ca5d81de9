package dev.hookstream.dispatcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.receive.Paint;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
  private static final Place PLACE =
      new Place("http://127.0.0.1:45678", "op_0123456789abcdef0123456789abcdef", "127.0.0.1:45679");
  private static final Frame.Row ROW =
      new Frame.Row(
          61_000, "arka", "usage.threshold.reached", "globex-billing", 2, "503", false, 12, true);
  private static final Frame.Waiting WAITING =
      new Frame.Waiting("arka", "usage.threshold.reached", "globex-billing", 3, 60_000, 64_000);
  private static final Frame.Dead DEAD =
      new Frame.Dead(62_000, "standard", "invoice.overdue", "acme-old-crm", 4, "attempts used up");

  private static Frame frame(
      List<Frame.Row> rows, List<Frame.Waiting> waiting, List<Frame.Dead> dead) {
    return new Frame(
        63_000, 3_000, 214, 301, 7, dead.size(), 12, 1_200, 320, 0, rows, waiting, dead);
  }

  private static Frame full() {
    return frame(
        Collections.nCopies(200, ROW),
        Collections.nCopies(30, WAITING),
        Collections.nCopies(9, DEAD));
  }

  private static List<String> render(Paint paint, Frame frame, int width, int height) {
    return new Screen(new Look(paint, ZoneOffset.UTC), PLACE, 5).lines(frame, width, height);
  }

  @ParameterizedTest
  @CsvSource({"100,30", "80,24", "132,50", "72,12", "200,80", "80,10", "72,5"})
  void fillsTheScreenAndNoLineIsWider(int width, int height) {
    List<String> lines = render(Paint.NONE, full(), width, height);
    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    if (height >= 10) {
      assertThat(lines).hasSize(height);
    }
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
  }

  @Test
  void anEmptyBoardIsAsHighAsAFullOne() {
    Frame empty = frame(List.of(), List.of(), List.of());
    assertThat(render(Paint.NONE, empty, 80, 24)).hasSize(24);
  }

  @Test
  void saysWhatHappenedAndWhereToPokeAtIt() {
    String screen = String.join("\n", render(Paint.NONE, full(), 100, 30));
    assertThat(screen)
        .contains("01:00")
        .contains("214 events", "301 delivered", "30 retrying", "9 dead", "p50 12 ms", "p99 1.2 s")
        .containsPattern(
            "00:01:01  arka      usage.threshold.reached +→ globex-billing +try 2 +503 +12 ms ✓")
        .containsPattern(
            "arka +usage.threshold.reached +→ globex-billing +try 3 +━━━━━━━━── +1.0 s")
        .containsPattern("00:01:02  standard  invoice.overdue .* 4 × attempts used up")
        .contains(PLACE.url() + "/v1", PLACE.key(), "Ctrl-C stops");
  }

  @Test
  void withoutColoursThereIsNoEscapeAndWithThemTheTextIsTheSame() {
    List<String> plain = render(Paint.NONE, full(), 100, 30);
    List<String> painted = render(Paint.COLOURS, full(), 100, 30);
    assertThat(String.join("", plain)).doesNotContain("\u001b");
    assertThat(painted.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList())
        .isEqualTo(plain);
  }

  @Test
  void whatOthersWroteCannotDrawOnTheScreen() {
    Frame.Row evil =
        new Frame.Row(0, "arka", "a\u001b[2Jb\n", "e\u202e", 1, "\u0007", true, 1, null);
    String screen =
        String.join("", render(Paint.NONE, frame(List.of(evil), List.of(), List.of()), 100, 30));
    assertThat(screen).doesNotContain("\u001b", "\n", "\u202e", "\u0007").contains("a·[2Jb·");
  }

  @Test
  void theSummaryCountsAndNamesASignatureThatDidNotFit() {
    assertThat(Summary.lines(full()).get(0))
        .isEqualTo(
            "214 events in 60 s: 301 delivered, 7 failed attempts, 30 retries still waiting, 9 dead"
                + " letters.");
    assertThat(Summary.lines(full()).get(2)).contains("all 320 signatures");
  }
}
