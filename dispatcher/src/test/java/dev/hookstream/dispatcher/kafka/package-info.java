/** The promises about topics. */
@NullMarked
package dev.hookstream.dispatcher.kafka;

import org.jspecify.annotations.NullMarked;
