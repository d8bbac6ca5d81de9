/** Several instances: who has a workspace's state, and asking them. */
@NullMarked
package dev.hookstream.dispatcher.peer;

import org.jspecify.annotations.NullMarked;
