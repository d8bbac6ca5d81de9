/** Tests of the demo's screen. */
@NullMarked
package dev.hookstream.dispatcher.demo;

import org.jspecify.annotations.NullMarked;
