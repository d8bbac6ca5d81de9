package dev.hookstream.dispatcher.sender.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlGuardTest {
  private final List<String> asked = new ArrayList<>();
  private List<String> answer = List.of("93.184.215.14");
  private long nanos;

  @ParameterizedTest
  @MethodSource("hostileUrls")
  void aHostileUrlIsRefusedForTheRightReasonAndNobodyIsAsked(String url, String word) {
    UrlGuard guard = guard(false);
    assertThat(guard.check(url))
        .as(url)
        .isInstanceOfSatisfying(
            Verdict.Refused.class, refused -> assertThat(refused.reason()).contains(word));
    assertThat(registration(guard, url)).hasValueSatisfying(why -> assertThat(why).contains(word));
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("hostileUrls")
  void plainHttpBeingAllowedOpensNothingElse(String url, String word) {
    if (url.startsWith("https://")) {
      String plain = "http" + url.substring("https".length());
      assertThat(guard(true).check(plain)).as(plain).isInstanceOf(Verdict.Refused.class);
    }
  }

  @ParameterizedTest
  @MethodSource("allowedUrls")
  void anHonestUrlIsAllowedInOneSpelling(String url, String normal) {
    assertThat(guard(false).check(url))
        .as(url)
        .isInstanceOfSatisfying(
            Verdict.Allowed.class, allowed -> assertThat(allowed.uri()).hasToString(normal));
  }

  @Test
  void halfACharacterInThePathIsRefused() {
    for (String end : List.of("\ud83d", "\ude00", "\ude00\ud83d", "a?b=\ud83dc")) {
      assertThat(guard(false).check("https://example.com/" + end))
          .isInstanceOfSatisfying(
              Verdict.Refused.class, refused -> assertThat(refused.reason()).contains("surrogate"));
    }
    assertThat(guard(false).check("https://example.com/\ud83d\ude00"))
        .isInstanceOfSatisfying(
            Verdict.Allowed.class,
            allowed -> assertThat(allowed.uri()).hasToString("https://example.com/%F0%9F%98%80"));
  }

  @Test
  void aNameOfWhichOneAddressIsForbiddenIsForbidden() {
    answer = List.of("93.184.215.14", "10.0.0.7");
    assertThat(resolve(guard(false), "https://two.example/"))
        .isInstanceOfSatisfying(
            Resolution.Forbidden.class,
            forbidden ->
                assertThat(forbidden.reason())
                    .contains("two.example", "private")
                    .as("our own network's addresses are told to nobody")
                    .doesNotContain("10.0.0.7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "fd12::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "ff02::1",
        "::7f00:1",
        "2a00:1450:4001::5efe:7f00:1"
      })
  void aNameThatLeadsThereIsRefusedAtRegistrationAndAtTheConnection(String address) {
    answer = List.of("93.184.215.14", address);
    assertThat(resolve(guard(false), "https://name.example/"))
        .isInstanceOf(Resolution.Forbidden.class);
    assertThat(registration(guard(false), "https://name.example/"))
        .hasValueSatisfying(why -> assertThat(why).contains("not allowed"));
  }

  @Test
  void aNameThatLeadsNowhereYetMayBeRegistered() {
    answer = List.of();
    assertThat(registration(guard(false), "https://soon.example/")).isEmpty();
    assertThat(asked).containsExactly("soon.example");
  }

  @Test
  void anAnswerIsKeptForSecondsAndThenAskedForAndCheckedAgain() {
    UrlGuard guard = guard(false);
    assertThat(resolve(guard, "https://moves.example/")).isInstanceOf(Resolution.Checked.class);
    answer = List.of("127.0.0.1");
    assertThat(resolve(guard, "https://moves.example/")).isInstanceOf(Resolution.Checked.class);
    assertThat(asked).hasSize(1);
    nanos += UrlGuard.KEEP.toNanos();
    assertThat(resolve(guard, "https://moves.example/")).isInstanceOf(Resolution.Forbidden.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void aFailureIsNotKept() {
    CompletableFuture<List<InetAddress>> first = new CompletableFuture<>();
    List<CompletableFuture<List<InetAddress>>> answers =
        new ArrayList<>(List.of(first, CompletableFuture.completedFuture(addresses())));
    UrlGuard guard =
        new UrlGuard(false, new AddressRules(List.of()), name -> answers.remove(0), () -> nanos);
    first.completeExceptionally(new UnknownHostException("no such name"));
    assertThat(resolve(guard, "https://late.example/"))
        .isInstanceOfSatisfying(
            Resolution.Unresolved.class, u -> assertThat(u.reason()).contains("late.example"));
    assertThat(resolve(guard, "https://late.example/")).isInstanceOf(Resolution.Checked.class);
  }

  @Test
  void aNameWithoutAddressesIsUnresolved() {
    answer = List.of();
    assertThat(resolve(guard(false), "https://none.example/"))
        .isInstanceOf(Resolution.Unresolved.class);
  }

  @Test
  void anOpenedNetworkCanBeReachedAndNoOther() {
    UrlGuard guard = guard(true, Cidr.parse("127.0.0.0/8"));
    assertThat(guard.check("http://127.0.0.1:3000/hook")).isInstanceOf(Verdict.Allowed.class);
    assertThat(guard.check("http://localhost:3000/hook")).isInstanceOf(Verdict.Allowed.class);
    assertThat(resolve(guard, "http://localhost:3000/hook"))
        .isInstanceOfSatisfying(
            Resolution.Checked.class,
            checked ->
                assertThat(checked.addresses())
                    .extracting(InetAddress::getHostAddress)
                    .containsExactly("127.0.0.1"));
    assertThat(guard.check("http://10.0.0.1/")).isInstanceOf(Verdict.Refused.class);
    assertThat(guard.check("http://[::1]/")).isInstanceOf(Verdict.Refused.class);
    assertThat(guard.check("http://127.1/")).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void aNetworkIsReadAsItIsWritten() throws UnknownHostException {
    Cidr odd = Cidr.parse("172.16.0.0/12");
    assertThat(odd.contains(InetAddress.getByName("172.31.255.255").getAddress())).isTrue();
    assertThat(odd.contains(InetAddress.getByName("172.32.0.0").getAddress())).isFalse();
    assertThat(Cidr.parse("::/0").contains(InetAddress.getByName("fe80::1").getAddress())).isTrue();
    assertThat(Cidr.parse("10.1.2.3")).hasToString("10.1.2.3/32");
    for (String bad : List.of("", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/x", "host/8")) {
      assertThatThrownBy(() -> Cidr.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a network");
    }
  }

  private UrlGuard guard(boolean allowHttp, Cidr... open) {
    return new UrlGuard(
        allowHttp,
        new AddressRules(List.of(open)),
        name -> {
          asked.add(name);
          return CompletableFuture.completedFuture(addresses());
        },
        () -> nanos);
  }

  private List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : answer) {
      try {
        addresses.add(InetAddress.getByName(text));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
    return addresses;
  }

  private static Resolution resolve(UrlGuard guard, String url) {
    Verdict.Allowed allowed = (Verdict.Allowed) guard.check(url);
    return guard.resolve(allowed.target()).toCompletableFuture().join();
  }

  private static Optional<String> registration(UrlGuard guard, String url) {
    return guard.refusal(url).toCompletableFuture().join();
  }

  static Stream<Arguments> hostileUrls() {
    return UrlFile.hostile().map(hostile -> Arguments.of(hostile.url(), hostile.word()));
  }

  static Stream<Arguments> allowedUrls() {
    return UrlFile.lines("allowed-urls.txt")
        .map(line -> line.split(" ", 2))
        .map(pair -> Arguments.of(pair[0], pair[1]));
  }
}
