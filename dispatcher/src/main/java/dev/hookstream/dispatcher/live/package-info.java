/** Events as they come, for those who listen. */
@NullMarked
package dev.hookstream.dispatcher.live;

import org.jspecify.annotations.NullMarked;
