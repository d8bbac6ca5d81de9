package dev.hookstream.dispatcher.sender.guard;

import io.netty.util.NetUtil;
import java.util.Arrays;

/** A network: the first {@code bits} bits of an address of 4 or 16 bytes. Immutable. */
public final class Cidr {
  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a lone address.
   *
   * @throws IllegalArgumentException in words, where the text is no network
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address.trim());
    if (bytes == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a network: write it like 10.0.0.0/8 or fd00::/8");
    }
    int bits = bytes.length * 8;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(text.substring(slash + 1).trim());
      } catch (NumberFormatException e) {
        bits = -1;
      }
      if (bits < 0 || bits > bytes.length * 8) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a network: the part after / must be 0 to " + bytes.length * 8);
      }
    }
    return new Cidr(bytes, bits);
  }

  /** Whether the address, 4 or 16 bytes, lies in this network. */
  public boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & 0xFF) >>> (8 - rest) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + bits;
  }

  @Override
  public String toString() {
    return NetUtil.bytesToIpAddress(network) + "/" + bits;
  }
}
