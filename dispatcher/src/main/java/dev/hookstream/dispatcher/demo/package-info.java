/** What {@code demo} shows: endpoints that behave and misbehave, and one screen to watch them. */
@NullMarked
package dev.hookstream.dispatcher.demo;

import org.jspecify.annotations.NullMarked;
