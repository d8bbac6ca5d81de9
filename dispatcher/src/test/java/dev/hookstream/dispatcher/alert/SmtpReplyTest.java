package dev.hookstream.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "550|550 5.1.1 <x@example.test>: Recipient address rejected: no such user|true",
        "550|550-5.1.1 The account does not exist|true",
        "550|550 No such user here|true",
        "553|553 mailbox name not allowed|true",
        "551|551 user not local; 192.5.1.7 knows him|true",
        "556|556 5.1.10 Recipient has a null MX|true",
        "550|550 5.7.1 Service unavailable; client host is on a list|false",
        "554|554 5.7.1 Relay access denied|false",
        "554|554 no|false",
        "530|530 5.7.0 Must issue a STARTTLS command first|false",
        "550|550 5.1.8 Sender address rejected: domain not found|false",
        "552|552 5.2.2 Mailbox full|false",
        "450|450 4.1.1 Address not verified yet|false",
        "421|421 going down|false",
      })
  void only_what_says_that_the_address_is_none_is_dropped(int code, String text, boolean dropped) {
    assertThat(SmtpReply.saysNoSuchAddress(code, text)).isEqualTo(dropped);
  }

  @Test
  void a_reply_without_words_is_judged_by_its_code() {
    assertThat(SmtpReply.saysNoSuchAddress(550, null)).isTrue();
    assertThat(SmtpReply.saysNoSuchAddress(554, null)).isFalse();
  }
}
