package dev.hookstream.dispatcher.dev;

import java.nio.file.Path;
import java.util.List;

/**
 * What can be chosen for {@code dev}.
 *
 * @param httpPort of the API and the dashboard
 * @param kafkaPort of the broker
 * @param registryPort of the registry; 0: no registry
 * @param data the folder to keep everything in
 * @param fresh whether to delete what is in it first
 * @param allowHttp whether webhooks may be http
 * @param allowNetworks private networks that webhooks may reach
 */
public record DevOptions(
    int httpPort,
    int kafkaPort,
    int registryPort,
    Path data,
    boolean fresh,
    boolean allowHttp,
    List<String> allowNetworks) {
  /** Copies the list. */
  public DevOptions {
    allowNetworks = List.copyOf(allowNetworks);
  }
}
