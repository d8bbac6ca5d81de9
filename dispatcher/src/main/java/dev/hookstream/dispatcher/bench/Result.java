package dev.hookstream.dispatcher.bench;

/**
 * What a row showed.
 *
 * @param deliveries how many the sink should have seen
 * @param perSecond deliveries from the first arrival to the last attempt logged
 * @param ratio of that to the bare client
 * @param cpuMicros of the dispatcher alone, for each delivery
 * @param bodyBytes a delivery's body, on average
 * @param latency from the intended send time to the sink; where events were published at a rate
 */
record Result(
    String row,
    long deliveries,
    double perSecond,
    double ratio,
    double cpuMicros,
    long bodyBytes,
    long lost,
    long duplicates,
    Latency latency) {

  /** In microseconds; all 0 where it was not measured. */
  record Latency(long p50, long p99, long p999, long max) {
    static final Latency NONE = new Latency(0, 0, 0, 0);
  }
}
