@NullMarked
package dev.hookstream.topology.alert;

import org.jspecify.annotations.NullMarked;
