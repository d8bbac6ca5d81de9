/** How large an installation has to be, reckoned from what one delivery was measured to cost. */
@NullMarked
package dev.hookstream.dispatcher.capacity;

import org.jspecify.annotations.NullMarked;
