package dev.hookstream.dispatcher.dev;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param contracts a folder of contracts and sources; null for what the environment says
 */
public record DevOptions(
    int httpPort,
    int kafkaPort,
    int registryPort,
    Path data,
    boolean fresh,
    boolean allowHttp,
    List<String> allowNetworks,
    @Nullable Path contracts) {
  /** Copies the list. */
  public DevOptions {
    allowNetworks = List.copyOf(allowNetworks);
  }
}
