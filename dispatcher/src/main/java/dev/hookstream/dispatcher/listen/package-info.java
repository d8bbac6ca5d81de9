/** The listener's end of the API's stream of events, and the local program behind it. */
@NullMarked
package dev.hookstream.dispatcher.listen;

import org.jspecify.annotations.NullMarked;
