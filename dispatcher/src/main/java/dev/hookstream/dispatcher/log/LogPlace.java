package dev.hookstream.dispatcher.log;

import java.nio.file.Path;

/**
 * Where an instance has its part of the log.
 *
 * @param stateDir a folder of the log's own
 * @param advertised where other instances ask this one, host:port; empty for nowhere
 * @param standbys how many other instances keep a copy of each part, where there are so many; these
 *     answer no question before they take over
 * @param memoryBytes what all RocksDB stores of the process share; whoever opens the first one
 *     fixes it
 */
public record LogPlace(Path stateDir, String advertised, int standbys, long memoryBytes) {}
