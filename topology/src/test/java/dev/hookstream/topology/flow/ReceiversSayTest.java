package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.Header;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiversSayTest {
  @TempDir Path stateDir;
  private Dispatch dispatch;

  @BeforeEach
  void open() {
    dispatch = new Dispatch(stateDir);
  }

  @AfterEach
  void close() {
    dispatch.close();
  }

  private void answer(String contract, AttemptResult result, int status, String said) {
    dispatch.put(Dispatch.endpoint("wh_1", contract));
    String type = contract.equals("standard") ? "a.b" : "ideacloud.completed";
    dispatch.event("e0", type, "{\"ideacloud_id\":\"a\",\"keyword\":\"k\"}");
    Attempt attempt = dispatch.result(dispatch.deliveries().get(0), result, status);
    attempt.setResponseHeaders(List.of(new Header("Webhook-Delivery", said, false)));
    dispatch.attempt(attempt);
  }

  @ParameterizedTest
  @CsvSource({"DELIVERED, 200, disable", "FAILED, 500, ' Abort-Message , DISABLE'"})
  void disablesWithWhateverStatus(AttemptResult result, int status, String said) {
    answer("standard", result, status, said);
    assertThat(dispatch.alerts())
        .filteredOn(alert -> alert.getKind() == AlertKind.ENDPOINT_DISABLED)
        .extracting(Alert::getMessage)
        .containsExactly("the endpoint was disabled: the receiver asked for it in its response");
    dispatch.event("e1", "a.b", "{}");
    assertThat(dispatch.deliveries()).isEmpty();
  }

  @Test
  void anAbortedMessageIsNotRetried() {
    answer("standard", AttemptResult.FAILED, 500, "abort-message");
    assertThat(dispatch.retries()).isEmpty();
    assertThat(dispatch.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactly("aborted_by_receiver");
    dispatch.event("e1", "a.b", "{}");
    assertThat(dispatch.deliveries()).hasSize(1);
  }

  @Test
  void whatWasDeliveredCannotBeAborted() {
    answer("standard", AttemptResult.DELIVERED, 200, "abort-message");
    assertThat(dispatch.deadLetters()).isEmpty();
  }

  @Test
  void somethingElseIsNothing() {
    answer("standard", AttemptResult.FAILED, 500, "disabled; abort");
    assertThat(dispatch.retries()).hasSize(1);
    assertThat(dispatch.alerts()).isEmpty();
  }

  @Test
  void aContractThatDoesNotAllowItIsDeaf() {
    answer("hrizn", AttemptResult.FAILED, 500, "disable, abort-message");
    assertThat(dispatch.retries()).hasSize(1);
    assertThat(dispatch.alerts()).isEmpty();
  }
}
