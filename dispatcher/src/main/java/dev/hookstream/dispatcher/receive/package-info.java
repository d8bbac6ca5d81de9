/** A webhook's receiving end: checks a request against its contract, and shows it. */
@NullMarked
package dev.hookstream.dispatcher.receive;

import org.jspecify.annotations.NullMarked;
