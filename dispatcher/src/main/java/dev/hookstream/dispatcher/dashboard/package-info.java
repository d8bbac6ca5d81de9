/** Serves the dashboard's files; what the dashboard does, it does over the API, in the browser. */
@NullMarked
package dev.hookstream.dispatcher.dashboard;

import org.jspecify.annotations.NullMarked;
