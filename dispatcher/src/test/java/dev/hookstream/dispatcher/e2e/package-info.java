/** The promises as a user sees them: a running instance, a real broker, receivers over HTTP. */
@NullMarked
package dev.hookstream.dispatcher.e2e;

import org.jspecify.annotations.NullMarked;
