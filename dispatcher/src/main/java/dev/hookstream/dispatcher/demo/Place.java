package dev.hookstream.dispatcher.demo;

/**
 * Where a visitor can poke at the demo.
 *
 * @param url the API's, without a path
 * @param key the operator's
 * @param kafka bootstrap servers
 */
record Place(String url, String key, String kafka) {}
