/** Tests of the receiver. */
@NullMarked
package dev.hookstream.dispatcher.receive;

import org.jspecify.annotations.NullMarked;
