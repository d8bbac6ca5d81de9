package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.ErrorKind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AttemptLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(AttemptLog.NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private long now = TimeUnit.SECONDS.toNanos(1_000);
  private final AttemptLog log = new AttemptLog(() -> now);

  @BeforeEach
  void listen() {
    logged.start();
    logger.setAdditive(false);
    logger.addAppender(logged);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private static Attempt failed() {
    return AttemptRecord.failed(
        Deliveries.to("https://receiver.example/s3cret"),
        false,
        1L,
        new ExchangeFailure(ErrorKind.TIMEOUT, "in the receiver's words"));
  }

  private static Attempt delivered() {
    return AttemptRecord.answered(Deliveries.to("https://a.example/"), false, 1L, 204, "");
  }

  @Test
  void aStormIsSoManyLinesASecondAndTheNextOneSaysHowManyAreMissing() {
    logger.setLevel(Level.INFO);
    for (int i = 0; i < AttemptLog.MOST_PER_SECOND + 200; i++) {
      log.note(failed());
      log.note(delivered());
    }
    assertThat(logged.list).hasSize(AttemptLog.MOST_PER_SECOND);
    now += TimeUnit.SECONDS.toNanos(1);
    log.note(failed());
    log.note(failed());
    List<String> last =
        logged.list.subList(AttemptLog.MOST_PER_SECOND, logged.list.size()).stream()
            .map(line -> line.getKeyValuePairs().toString())
            .toList();
    assertThat(last).hasSize(2);
    assertThat(last.get(0)).contains("left_out=\"200\"").contains("delivery_id=\"dlv_1\"");
    assertThat(last.get(1)).doesNotContain("left_out").doesNotContain("s3cret", "words");
  }

  @Test
  void whatIsOffIsNotCountedAsMissing() {
    logger.setLevel(Level.OFF);
    log.note(failed());
    assertThat(logged.list).isEmpty();
    logger.setLevel(Level.DEBUG);
    log.note(delivered());
    assertThat(logged.list).hasSize(1);
    assertThat(logged.list.get(0).getKeyValuePairs().toString()).doesNotContain("left_out");
  }
}
