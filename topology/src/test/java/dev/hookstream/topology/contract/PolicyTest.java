package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.Ordering;
import dev.hookstream.topology.contract.SecretPolicy.Shown;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets, subscriptions, disabling, ids and ordering of the six. */
class PolicyTest {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private static SecretPolicy secrets(String contract) {
    return Events.contract(contract).secretPolicy();
  }

  private static SubscriptionRules subscription(String contract) {
    return Events.contract(contract).subscription();
  }

  @ParameterizedTest
  @CsvSource({
    "standard,EITHER,ONCE,true",
    "aresgen,EITHER,ONCE,true",
    "arka,OURS,ONCE,true",
    "ainative,CALLER,NEVER,false",
    "hrizn,OURS,ONCE,true",
    "aethenox,OURS,ALWAYS,true",
  })
  void whoMakesASecretAndWhoSeesItIsTheProducts(
      String contract, SecretPolicy.Maker maker, Shown shown, boolean required) {
    assertThat(secrets(contract).maker()).isEqualTo(maker);
    assertThat(secrets(contract).shown()).isEqualTo(shown);
    assertThat(secrets(contract).required()).isEqualTo(required);
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "aresgen", "arka", "hrizn", "aethenox"})
  void aSecretOfOursDiffersEachTimeAndSigns(String contract) {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String secret = secrets(contract).newSecret(new SecureRandom());
      assertThat(secret).hasSizeGreaterThanOrEqualTo(43).isPrintable();
      made.add(secret);
      SignatureTest.signer(Events.contract(contract), secret).sign("e", 0, new byte[0]);
    }
    assertThat(made).hasSize(100);
  }

  @Test
  void standardsSecretsAreAPrefixAnd24To64BytesInBase64() {
    SecretPolicy standard = secrets("standard");
    String made = standard.newSecret(new SecureRandom());
    assertThat(made).startsWith("whsec_");
    assertThat(Base64.getDecoder().decode(made.substring(6))).hasSize(32);
    assertThat(standard.check(made)).isEmpty();
    assertThat(standard.check("whsec_" + base64(24))).isEmpty();
    assertThat(standard.check("whsec_" + base64(64))).isEmpty();
    assertThat(standard.check("whsec_" + base64(23)))
        .contains("must have 24 to 64 bytes, and has 23");
    assertThat(standard.check("whsec_" + base64(65))).isPresent();
    assertThat(standard.check(base64(32))).contains("must begin with whsec_");
    assertThat(standard.check("whsec_this is not base64 at all"))
        .contains("must be base64 after whsec_");
  }

  @Test
  void ainativesSecretsAreTheCallersOwnOf8To256Characters() {
    SecretPolicy ainative = secrets("ainative");
    assertThat(ainative.check("1234567")).contains("must have 8 to 256 characters, and has 7");
    assertThat(ainative.check("12345678")).isEmpty();
    assertThat(ainative.check("🎉".repeat(256))).isEmpty();
    assertThat(ainative.check("🎉".repeat(257))).isPresent();
    assertThat(ainative.check("x".repeat(256))).isEmpty();
    assertThat(ainative.check("")).isPresent();
    assertThat(ainative.check("with\nbreak")).isPresent();
    assertThat(ainative.check(" 12345678")).isPresent();
    assertThat(ainative.check("1234567\ud83c")).isPresent();
    assertThat(ainative.canMake()).isFalse();
    assertThatThrownBy(() -> ainative.newSecret(new SecureRandom()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whereSecretsAreOursTheCallersIsRefused() {
    assertThat(secrets("hrizn").check("a-secret-of-my-own-that-is-long"))
        .contains("this contract's secrets are made by Hookstream; leave it out");
  }

  @Test
  void arkaAndAinativeTakeHttpsOnly() {
    for (String contract : new String[] {"arka", "ainative"}) {
      assertThat(subscription(contract).checkUrl("http://example.com/h"))
          .contains("must begin with https://");
      assertThat(subscription(contract).checkUrl("HTTPS://example.com/h")).isEmpty();
    }
    assertThat(subscription("hrizn").checkUrl("http://localhost:3000/h")).isEmpty();
  }

  @Test
  void aSubscriptionIsToTypesOfTheListOrToAWildcardThatCoversOne() {
    SubscriptionRules ainative = subscription("ainative");
    assertThat(ainative.checkPattern("memory.stored")).isEmpty();
    assertThat(ainative.checkPattern("memory.*")).isEmpty();
    assertThat(ainative.checkPattern("*")).isEmpty();
    assertThat(ainative.checkPattern("memory.store"))
        .contains("there is no event type `memory.store`; did you mean `memory.stored`?");
    assertThat(ainative.checkPattern("billing.*").orElseThrow()).contains("covers no event type");
    assertThat(subscription("aresgen").checkPattern("chatbot.csat.*")).isEmpty();
    assertThat(subscription("standard").checkPattern("anything.at.all")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a..b", ".a", "a.", "**", "a*", "*.a", "a.*.b", "a b", "a.**"})
  void whatIsNoPatternIsRefusedUnderEveryContract(String pattern) {
    for (Contract contract : Contracts.builtIn().all()) {
      assertThat(contract.subscription().checkPattern(pattern)).as(contract.name()).isPresent();
    }
  }

  @Test
  void noWildcardReachesHriznsContentProgress() {
    SubscriptionRules hrizn = subscription("hrizn");
    assertThat(hrizn.wildcardReaches("content.progress")).isFalse();
    assertThat(hrizn.matches("*", "content.progress")).isFalse();
    assertThat(hrizn.matches("content.*", "content.progress")).isFalse();
    assertThat(hrizn.matches("content.progress", "content.progress")).isTrue();
    assertThat(hrizn.matches("content.*", "content.completed")).isTrue();
    assertThat(hrizn.matches("content.*", "content_tools.completed")).isFalse();
    assertThat(hrizn.checkPattern("content.progress")).isEmpty();
    assertThat(subscription("aresgen").matches("chatbot.*", "chatbot.csat.received")).isTrue();
  }

  @Test
  void standardIsDisabledAfterFiveDaysOfNothingButFailures() {
    DisableRule rule = Events.contract("standard").disableRule();
    assertThat(rule.reasonToDisable(9000, true, 0, 5 * DAY - 1, 500)).isEmpty();
    assertThat(rule.reasonToDisable(3, true, 0, 5 * DAY, 0))
        .contains("nothing but failures for 5d");
    assertThat(rule.percent(3, true, 0, 5 * DAY / 2)).isEqualTo(50);
    assertThat(rule.percent(0, false, 0, 50 * DAY)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "aresgen", "arka", "ainative", "aethenox"})
  void goneDisablesAtOnceAndOwnersAreToldOnTheWay(String contract) {
    DisableRule rule = Events.contract(contract).disableRule();
    assertThat(rule.reasonToDisable(1, false, 0, 0, 410)).contains("the receiver answered 410");
    assertThat(rule.reasonToDisable(1, false, 0, 0, 404)).isEmpty();
    assertThat(rule.warnAtPercent()).containsExactly(50, 70, 90);
    assertThat(rule.warningDue(49, 0)).isEmpty();
    assertThat(rule.warningDue(50, 0)).hasValue(50);
    assertThat(rule.warningDue(69, 50)).isEmpty();
    assertThat(rule.warningDue(95, 50)).hasValue(90);
  }

  @Test
  void hriznIsDisabledAfterTenFailuresOverAtLeastTwoEvents() {
    DisableRule rule = Events.contract("hrizn").disableRule();
    assertThat(rule.reasonToDisable(9, true, 0, 90 * DAY, 500)).isEmpty();
    assertThat(rule.reasonToDisable(10, false, 0, 90 * DAY, 500)).isEmpty();
    assertThat(rule.reasonToDisable(25, false, 0, 90 * DAY, 500)).isEmpty();
    assertThat(rule.reasonToDisable(10, true, 0, 1, 500)).contains("10 failed attempts in a row");
    assertThat(rule.reasonToDisable(1, false, 0, 0, 410)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "standard,msg_[0-9A-HJKMNP-TV-Z]{26}",
    "aresgen,evt_[0-9A-HJKMNP-TV-Z]{26}",
    "hrizn,evt_1778487262184_[a-z0-9]{7}",
  })
  void eventIdsHaveTheProductsForm(String contract, String form) {
    Contract c = Events.contract(contract);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(c.newEventId(Events.TIME.toEpochMilli()));
    }
    assertThat(ids).hasSize(1000).allMatch(id -> id.matches(form));
  }

  @Test
  void aresgensIdsSortByTheirTime() {
    Contract aresgen = Events.contract("aresgen");
    assertThat(aresgen.newEventId(1_000)).isLessThan(aresgen.newEventId(2_000));
  }

  @Test
  void onlyAresgenPromisesOrder() {
    for (Contract contract : Contracts.builtIn().all()) {
      assertThat(contract.defaultOrdering())
          .isEqualTo(contract.name().equals("aresgen") ? Ordering.ORDERED : Ordering.PARALLEL);
    }
  }

  @Test
  void arkasUsedUpDeliveriesAreMarkedFailed() {
    for (Contract contract : Contracts.builtIn().all()) {
      assertThat(contract.usedUp() == Contract.UsedUp.MARKED_FAILED)
          .isEqualTo(contract.name().equals("arka"));
    }
  }

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }
}
