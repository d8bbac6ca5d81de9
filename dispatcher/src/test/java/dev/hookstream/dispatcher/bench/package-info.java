/** Tests of the benchmark's own promises. */
@org.jspecify.annotations.NullMarked
package dev.hookstream.dispatcher.bench;
