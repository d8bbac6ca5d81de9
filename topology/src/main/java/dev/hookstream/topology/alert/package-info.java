/** What people are told: which alerts there are, who is told by which way, and when. */
@NullMarked
package dev.hookstream.topology.alert;

import org.jspecify.annotations.NullMarked;
