/** What is promised of the whole, proved with real processes that are killed while events flow. */
@NullMarked
package dev.hookstream.dispatcher.guarantee;

import org.jspecify.annotations.NullMarked;
