/** The delivery log: one row a delivery, from what the sender reports and the topology decides. */
@NullMarked
package dev.hookstream.topology.log;

import org.jspecify.annotations.NullMarked;
