/** Lanes: what may be out to an endpoint at once, what waits, and how a delivery leaves. */
@NullMarked
package dev.hookstream.topology.lane;

import org.jspecify.annotations.NullMarked;
