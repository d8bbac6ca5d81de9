package dev.hookstream.dispatcher.bench;

import java.util.List;

/**
 * What a row showed.
 *
 * @param deliveries how many the sink should have seen
 * @param perSecond deliveries, from the first event that could be read to the last attempt logged
 * @param bare requests a second of the HTTP client alone, measured just before; 0 where none are
 *     made
 * @param cpuMicros of the dispatcher alone, for each delivery
 * @param bodyBytes a delivery's body, on average
 * @param latency from the intended send time to the sink; where events were published at a rate
 * @param note what else was seen; may be empty
 * @param curve how many arrived in each half of a second from the first on; empty where that is
 *     what was published
 */
record Result(
    String row,
    long deliveries,
    double perSecond,
    double bare,
    double cpuMicros,
    long bodyBytes,
    long lost,
    long duplicates,
    Latency latency,
    String note,
    List<Long> curve) {

  /** What is left of the bare client's speed. */
  double ratio() {
    return bare == 0 ? 0 : perSecond / bare;
  }

  /** In microseconds; all 0 where it was not measured. */
  record Latency(long p50, long p99, long p999, long max) {
    static final Latency NONE = new Latency(0, 0, 0, 0);
  }
}
