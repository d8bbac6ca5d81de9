/** Runs the delivery log's topology and answers what is asked of the log. */
@NullMarked
package dev.hookstream.dispatcher.log;

import org.jspecify.annotations.NullMarked;
