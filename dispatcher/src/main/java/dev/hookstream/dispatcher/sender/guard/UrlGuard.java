package dev.hookstream.dispatcher.sender.guard;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The one guard that every URL passes: {@link #check} when it is registered, and again with {@link
 * #resolve} at each connection, which is then made to an address that was checked. Thread-safe.
 */
public final class UrlGuard {
  /** How long an answer is used again: short, so that a name that moves is followed. */
  static final Duration KEEP = Duration.ofSeconds(5);

  private static final int MAX_KEPT = 20_000;
  private static final String PUBLIC = ", and no public address";
  private static final String NOT_ALLOWED = "the URL's host is not allowed: ";
  private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private record Kept(CompletableFuture<Resolution> answer, long until) {}

  private final boolean allowHttp;
  private final AddressRules rules;
  private final Resolver resolver;
  private final LongSupplier nanos;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

  /**
   * @param allowHttp whether plain http is allowed
   * @param rules which addresses are
   * @param resolver asked for names
   * @param nanos a clock that never goes back, such as {@code System::nanoTime}
   */
  public UrlGuard(boolean allowHttp, AddressRules rules, Resolver resolver, LongSupplier nanos) {
    this.allowHttp = allowHttp;
    this.rules = rules;
    this.resolver = resolver;
    this.nanos = nanos;
  }

  /** Judges what can be judged without asking anybody: the spelling, and addresses in it. */
  public Verdict check(String url) {
    Verdict known = verdicts.get(url);
    if (known != null) {
      return known;
    }
    Verdict verdict = judge(url);
    if (url.length() > UrlParser.MAX_LENGTH) {
      return verdict; // refused, and not worth the memory
    }
    if (verdicts.size() >= MAX_KEPT) {
      verdicts.clear();
    }
    verdicts.put(url, verdict);
    return verdict;
  }

  private Verdict judge(String url) {
    Target target;
    try {
      target = UrlParser.parse(url);
    } catch (UrlParser.Refusal e) {
      return new Verdict.Refused(e.reason());
    }
    if (!target.tls() && !allowHttp) {
      return new Verdict.Refused("the URL must begin with https://");
    }
    Optional<String> refusal =
        isLocalhost(target.host())
            ? localhost() instanceof Resolution.Forbidden f
                ? Optional.of(f.reason())
                : Optional.empty()
            : target.literal().flatMap(this::refusal);
    return refusal
        .<Verdict>map(reason -> new Verdict.Refused(NOT_ALLOWED + reason))
        .orElseGet(() -> new Verdict.Allowed(target));
  }

  /**
   * What {@link #check} says, and then what the name leads to now. A name that leads nowhere may be
   * registered: it may be set up later, and each connection asks again.
   *
   * @return completes with why the URL cannot be registered, in words; never fails
   */
  public CompletionStage<Optional<String>> refusal(String url) {
    if (!(check(url) instanceof Verdict.Allowed allowed)) {
      return CompletableFuture.completedFuture(reason(check(url)));
    }
    return resolve(allowed.target())
        .thenApply(
            found ->
                found instanceof Resolution.Forbidden forbidden
                    ? Optional.of(NOT_ALLOWED + forbidden.reason())
                    : Optional.empty());
  }

  private static Optional<String> reason(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  /**
   * Resolves and checks the target's host. The future is often complete already: answers are kept
   * for {@link #KEEP}, and those who ask at the same time share one question. It never fails.
   */
  public CompletionStage<Resolution> resolve(Target target) {
    if (target.literal().isPresent()) {
      return CompletableFuture.completedFuture(literal(target.literal().get()));
    }
    String name = target.host();
    if (isLocalhost(name)) {
      return CompletableFuture.completedFuture(localhost());
    }
    long now = nanos.getAsLong();
    Kept found = kept.get(name);
    if (found != null && now - found.until < 0) {
      return found.answer;
    }
    CompletableFuture<Resolution> answer = new CompletableFuture<>();
    if (kept.size() >= MAX_KEPT) {
      kept.values().removeIf(entry -> now - entry.until >= 0);
    }
    kept.put(name, new Kept(answer, now + KEEP.toNanos()));
    ask(name)
        .whenComplete(
            (addresses, failure) -> {
              if (failure != null) {
                // A failure is not kept: the next attempt asks again.
                kept.computeIfPresent(name, (n, entry) -> entry.answer == answer ? null : entry);
                answer.complete(new Resolution.Unresolved(unresolved(name, failure)));
              } else {
                answer.complete(judged(name, addresses));
              }
            });
    return answer;
  }

  private CompletionStage<List<InetAddress>> ask(String name) {
    try {
      return resolver.resolve(name);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whoever waits is told something, whatever the rules make of an address. */
  private Resolution judged(String name, List<InetAddress> addresses) {
    try {
      return checked(name, addresses);
    } catch (RuntimeException e) {
      return new Resolution.Unresolved(unresolved(name, e));
    }
  }

  private Resolution literal(InetAddress address) {
    return refusal(address)
        .<Resolution>map(Resolution.Forbidden::new)
        .orElseGet(() -> new Resolution.Checked(List.of(address)));
  }

  private Optional<String> refusal(InetAddress address) {
    return rules.refusal(address).map(what -> address.getHostAddress() + " is " + what + PUBLIC);
  }

  /**
   * One forbidden address forbids the name: which one is connected to must not be luck. The address
   * is not told: whoever names a host would read our network's own names out of the reasons.
   */
  private Resolution checked(String name, List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      Optional<String> what = rules.refusal(address);
      if (what.isPresent()) {
        return new Resolution.Forbidden(name + " leads to what is " + what.get() + PUBLIC);
      }
    }
    return addresses.isEmpty()
        ? new Resolution.Unresolved("the name has no address")
        : new Resolution.Checked(addresses);
  }

  /** The name is ours to resolve (RFC 6761): those of its two addresses that are open. */
  private Resolution localhost() {
    List<InetAddress> open = new ArrayList<>();
    String reason = "localhost is loopback";
    for (byte[] bytes : List.of(LOOPBACK_4, LOOPBACK_6)) {
      InetAddress address = address(bytes);
      Optional<String> refusal = refusal(address);
      if (refusal.isEmpty()) {
        open.add(address);
      } else {
        reason = refusal.get();
      }
    }
    return open.isEmpty() ? new Resolution.Forbidden(reason) : new Resolution.Checked(open);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  private static boolean isLocalhost(String name) {
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  private static String unresolved(String name, Throwable failure) {
    Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
    return "the name " + name + " cannot be resolved: " + cause.getMessage();
  }
}
