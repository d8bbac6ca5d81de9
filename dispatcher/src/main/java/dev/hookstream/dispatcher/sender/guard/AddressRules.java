package dev.hookstream.dispatcher.sender.guard;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a delivery may be sent to: those of the public Internet (IANA's registries of
 * special-purpose addresses, RFC 6890, say what is not), and the networks that the operator opens.
 * Immutable.
 */
public final class AddressRules {
  private record Rule(Cidr network, String what) {}

  private static final List<Rule> FORBIDDEN =
      List.of(
          rule("169.254.169.254", "a cloud's metadata service"),
          rule("168.63.129.16", "a cloud's platform service"),
          rule("100.100.100.200", "a cloud's metadata service"),
          rule("192.0.0.192", "a cloud's metadata service"),
          rule("0.0.0.0/8", "unspecified"),
          rule("10.0.0.0/8", "private"),
          rule("100.64.0.0/10", "a carrier's NAT"),
          rule("127.0.0.0/8", "loopback"),
          rule("169.254.0.0/16", "link-local"),
          rule("172.16.0.0/12", "private"),
          rule("192.0.0.0/24", "reserved"),
          rule("192.0.2.0/24", "for documentation"),
          rule("192.88.99.0/24", "reserved"),
          rule("192.168.0.0/16", "private"),
          rule("198.18.0.0/15", "for benchmarks"),
          rule("198.51.100.0/24", "for documentation"),
          rule("203.0.113.0/24", "for documentation"),
          rule("224.0.0.0/4", "multicast"),
          rule("255.255.255.255", "broadcast"),
          rule("240.0.0.0/4", "reserved"),
          rule("::", "unspecified"),
          rule("::1", "loopback"),
          rule("fd00:ec2::254", "a cloud's metadata service"),
          rule("fd20:ce::254", "a cloud's metadata service"),
          rule("fc00::/7", "private"),
          rule("fe80::/10", "link-local"),
          rule("fec0::/10", "site-local"),
          rule("ff00::/8", "multicast"),
          rule("64:ff9b:1::/48", "a local NAT64"),
          rule("2001::/32", "a Teredo tunnel"),
          rule("2001::/23", "reserved"),
          rule("2001:db8::/32", "for documentation"),
          rule("3fff::/20", "for documentation"));

  /** Global unicast; what lies outside of it is not, or not yet, the public Internet. */
  private static final Cidr GLOBAL_V6 = Cidr.parse("2000::/3");

  private static final Cidr MAPPED = Cidr.parse("::ffff:0:0/96");
  private static final Cidr COMPATIBLE = Cidr.parse("::/96");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

  private final List<Cidr> open;

  /**
   * @param open networks that may be reached although they are not public
   */
  public AddressRules(List<Cidr> open) {
    this.open = List.copyOf(open);
  }

  /** What the address is, such as "private", where no delivery may go there; else empty. */
  public Optional<String> refusal(InetAddress address) {
    return refusal(address.getAddress());
  }

  private Optional<String> refusal(byte[] address) {
    if (open.stream().anyMatch(network -> network.contains(address))) {
      return Optional.empty();
    }
    for (Rule rule : FORBIDDEN) {
      if (rule.network.contains(address)) {
        return Optional.of(rule.what);
      }
    }
    return address.length == 16 ? refusalOfV6(address) : Optional.empty();
  }

  private Optional<String> refusalOfV6(byte[] address) {
    if (MAPPED.contains(address)) {
      return wrapped(address, 12, "mapped");
    }
    if (COMPATIBLE.contains(address)) {
      return Optional.of("an IPv4 address in an obsolete wrapping");
    }
    if (NAT64.contains(address)) {
      return wrapped(address, 12, "behind NAT64");
    }
    if (!GLOBAL_V6.contains(address)) {
      return Optional.of("reserved");
    }
    if (SIX_TO_FOUR.contains(address)) {
      return wrapped(address, 2, "in 6to4");
    }
    // ISATAP (RFC 5214): any prefix, then 0000:5efe or 0200:5efe, then the IPv4 address.
    boolean isatap =
        (address[8] & 0xFD) == 0
            && address[9] == 0
            && address[10] == 0x5e
            && (address[11] & 0xFF) == 0xfe;
    return isatap ? wrapped(address, 12, "in ISATAP") : Optional.empty();
  }

  private Optional<String> wrapped(byte[] address, int at, String how) {
    return refusal(Arrays.copyOfRange(address, at, at + 4)).map(what -> what + " (" + how + ")");
  }

  private static Rule rule(String network, String what) {
    return new Rule(Cidr.parse(network), what);
  }
}
