/** Replays as jobs: followed on their topic, run by the instance that owns their workspace. */
@NullMarked
package dev.hookstream.dispatcher.replay;

import org.jspecify.annotations.NullMarked;
