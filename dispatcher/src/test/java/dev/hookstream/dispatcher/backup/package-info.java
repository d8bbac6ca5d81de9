/** Tests of backups. */
@org.jspecify.annotations.NullMarked
package dev.hookstream.dispatcher.backup;
