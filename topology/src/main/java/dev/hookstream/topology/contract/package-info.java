/** What each product promises the people who receive its webhooks, read from YAML. */
@NullMarked
package dev.hookstream.topology.contract;

import org.jspecify.annotations.NullMarked;
