/**
 * The operator's settings: a YAML file, environment variables over it, checked before anything
 * runs.
 */
@NullMarked
package dev.hookstream.dispatcher.config;

import org.jspecify.annotations.NullMarked;
