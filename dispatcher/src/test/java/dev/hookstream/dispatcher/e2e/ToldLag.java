package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;

/** What one instance tells of the whole cluster's lag, as far as its user may look at it. */
final class ToldLag {
  private final RunningInstance instance;

  private ToldLag(RunningInstance instance) {
    this.instance = instance;
  }

  /** Of instances of one role each: what the one may not look at keeps it from telling no more. */
  static void ofRoles(RunningInstance topology, RunningInstance sender, RunningInstance delay)
      throws Exception {
    new ToldLag(topology).stays("dispatch", "events");
    new ToldLag(sender).stays("sender", "deliveries");
    new ToldLag(delay).stays("delay", "retry-1s");
  }

  /** It is told again and again, with the age of what this role reads. */
  private void stays(String group, String topic) throws Exception {
    Eventually.that("the age is told", () -> tellsAge(group, topic));
    // No user may look at the offsets of others than these, but for that of the topology.
    assertThat(scrape().values("group", "hookstream_lag_records"))
        .containsExactlyInAnyOrder("delay", "dispatch", "log", "sender");
    AtomicReference<Double> age = new AtomicReference<>(0.0);
    Eventually.that(
        "Kafka is asked again",
        () -> {
          double now = scrape().sum("hookstream_lag_sample_age_seconds");
          return now < age.getAndSet(now);
        });
  }

  private boolean tellsAge(String group, String topic) throws Exception {
    return scrape()
        .values("topic", "hookstream_lag_oldest_age_seconds", "group", group)
        .contains(topic);
  }

  private Scrape scrape() throws Exception {
    Api api = new Api(instance.port(), RunningInstance.OPERATOR_KEY);
    return new Scrape(api.ask("", "/metrics").body());
  }
}
