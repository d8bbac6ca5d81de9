/** The settings of workspaces and endpoints, as the task that owns them keeps and changes them. */
@NullMarked
package dev.hookstream.topology.settings;

import org.jspecify.annotations.NullMarked;
