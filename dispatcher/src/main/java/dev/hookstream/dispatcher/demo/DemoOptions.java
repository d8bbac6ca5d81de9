package dev.hookstream.dispatcher.demo;

import java.nio.file.Path;

/**
 * What can be chosen for {@code demo}.
 *
 * @param httpPort of the API; 0 for one that is free
 * @param kafkaPort of the broker; 0 for one that is free
 * @param rate events a second, more than 0
 * @param folder of its own; what is in it is deleted
 */
public record DemoOptions(int httpPort, int kafkaPort, double rate, Path folder) {}
