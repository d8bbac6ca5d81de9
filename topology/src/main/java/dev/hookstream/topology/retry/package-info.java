/** What follows from a result: the chain of retries, the endpoint's health, the end. */
@NullMarked
package dev.hookstream.topology.retry;

import org.jspecify.annotations.NullMarked;
