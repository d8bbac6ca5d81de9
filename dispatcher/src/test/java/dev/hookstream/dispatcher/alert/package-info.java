@NullMarked
package dev.hookstream.dispatcher.alert;

import org.jspecify.annotations.NullMarked;
