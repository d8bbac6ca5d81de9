package dev.hookstream.dispatcher.sender;

/** A record that was received and has to be reported before its offset is done. */
class Received {
  final PartitionWork partition;
  final long offset;
  final int bytes;

  Received(PartitionWork partition, long offset, int bytes) {
    this.partition = partition;
    this.offset = offset;
    this.bytes = bytes;
  }
}
