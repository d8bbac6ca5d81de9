/** What the parts' metrics rest on: see docs/operate/metrics.md. */
@NullMarked
package dev.hookstream.dispatcher.metrics;

import org.jspecify.annotations.NullMarked;
