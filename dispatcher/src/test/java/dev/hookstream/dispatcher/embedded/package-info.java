/** Tests of the servers that dev brings along. */
@NullMarked
package dev.hookstream.dispatcher.embedded;

import org.jspecify.annotations.NullMarked;
