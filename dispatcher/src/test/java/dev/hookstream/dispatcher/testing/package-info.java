/** What the dispatcher's tests share: a real broker, and names that no other test uses. */
@NullMarked
package dev.hookstream.dispatcher.testing;

import org.jspecify.annotations.NullMarked;
