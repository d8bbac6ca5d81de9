package dev.hookstream.dispatcher.api.port;

import java.util.Optional;

/** Whether a URL may be delivered to. Called on the API's workers, may resolve the name. */
public interface UrlCheck {
  /** Empty where it may; else why not, in words for the one who gave it. */
  Optional<String> check(String url);
}
