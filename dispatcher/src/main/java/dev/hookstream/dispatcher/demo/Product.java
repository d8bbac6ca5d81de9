package dev.hookstream.dispatcher.demo;

/**
 * One of the products whose events the demo publishes.
 *
 * @param contract its contract's name
 * @param workspace the customer it shows
 * @param colour parameters of SGR
 */
record Product(String contract, String workspace, String colour) {
  static final Product STANDARD = new Product("standard", "acme", "38;5;75");
  static final Product ARESGEN = new Product("aresgen", "northwind", "38;5;141");
  static final Product ARKA = new Product("arka", "globex", "38;5;214");
  static final Product AINATIVE = new Product("ainative", "initech", "38;5;80");
  static final Product HRIZN = new Product("hrizn", "umbrella", "38;5;113");
  static final Product AETHENOX = new Product("aethenox", "hooli", "38;5;211");
}
