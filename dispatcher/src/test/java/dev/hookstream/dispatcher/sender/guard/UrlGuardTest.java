package dev.hookstream.dispatcher.sender.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UrlGuardTest {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

  private final List<String> asked = new ArrayList<>();
  private List<String> answer = List.of("93.184.215.14");
  private long nanos;

  @ParameterizedTest
  @MethodSource("hostileUrls")
  void aHostileUrlIsRefusedWithAReasonAndNobodyIsAsked(String url) {
    Verdict verdict = guard(false).check(url);
    assertThat(verdict).as(url).isInstanceOf(Verdict.Refused.class);
    assertThat(((Verdict.Refused) verdict).reason()).isNotBlank();
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("hostileHosts")
  void plainHttpBeingAllowedOpensNothingElse(String url) {
    assertThat(guard(true).check(url)).as(url).isInstanceOf(Verdict.Refused.class);
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
            forbidden -> assertThat(forbidden.reason()).contains("10.0.0.7").contains("private"));
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

  static Stream<String> hostileUrls() throws IOException {
    return lines("hostile-urls.txt");
  }

  static Stream<String> hostileHosts() throws IOException {
    return lines("hostile-urls.txt")
        .filter(url -> url.startsWith("https://"))
        .map(url -> "http://" + url.substring("https://".length()));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> allowedUrls() throws IOException {
    return lines("allowed-urls.txt")
        .map(line -> line.split(" ", 2))
        .map(pair -> org.junit.jupiter.params.provider.Arguments.of(pair[0], pair[1]));
  }

  private static Stream<String> lines(String file) throws IOException {
    try (InputStream in = UrlGuardTest.class.getResourceAsStream(file)) {
      String text =
          new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(UrlGuardTest::unescape)
          .toList()
          .stream();
    }
  }

  private static String unescape(String line) {
    return ESCAPE
        .matcher(line)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(match.group(1), 16))));
  }
}
