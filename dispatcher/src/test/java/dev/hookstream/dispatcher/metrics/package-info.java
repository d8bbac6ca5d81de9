@NullMarked
package dev.hookstream.dispatcher.metrics;

import org.jspecify.annotations.NullMarked;
