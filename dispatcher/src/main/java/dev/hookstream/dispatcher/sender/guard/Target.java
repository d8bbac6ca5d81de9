package dev.hookstream.dispatcher.sender.guard;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/**
 * Where a URL leads, in the one spelling that is used from here on.
 *
 * @param uri the whole, normalised: lower-case ASCII host, no fragment, no user info
 * @param tls whether it is https
 * @param host name or literal address, without brackets and without a trailing dot
 * @param port 1 to 65535
 * @param authority names the host and port that connections are pooled and bounded by
 * @param path path and query as sent in the request line
 * @param literal the address where the host is one
 */
public record Target(
    URI uri,
    boolean tls,
    String host,
    int port,
    String authority,
    String path,
    Optional<InetAddress> literal) {}
