/** Tells people by mail what has become of their webhooks, off the path of the deliveries. */
@NullMarked
package dev.hookstream.dispatcher.alert;

import org.jspecify.annotations.NullMarked;
