package dev.hookstream.dispatcher.demo;

import static dev.hookstream.dispatcher.demo.Behaviour.BROKEN;
import static dev.hookstream.dispatcher.demo.Behaviour.FLAKY;
import static dev.hookstream.dispatcher.demo.Behaviour.SLOW;
import static dev.hookstream.dispatcher.demo.Behaviour.STEADY;

import java.util.List;

/**
 * A webhook of the demo.
 *
 * @param name unique; also its path at the receiver
 * @param events what it subscribes to
 * @param quickRetries whether its retries come after seconds and not by its contract
 */
record DemoEndpoint(
    String name, Product product, Behaviour behaviour, List<String> events, boolean quickRetries) {

  static final List<DemoEndpoint> ALL =
      List.of(
          of("acme-orders", Product.STANDARD, STEADY, "order.*"),
          of("acme-old-crm", Product.STANDARD, BROKEN, "invoice.*"),
          of("northwind-audit", Product.ARESGEN, STEADY, "*"),
          of("northwind-bot", Product.ARESGEN, FLAKY, "chatbot.*"),
          of("globex-billing", Product.ARKA, FLAKY, "*"),
          of("initech-agents", Product.AINATIVE, STEADY, "*"),
          of("umbrella-cms", Product.HRIZN, SLOW, "*", "content.progress"),
          of("hooli-desk", Product.AETHENOX, FLAKY, "*"));

  private static DemoEndpoint of(
      String name, Product product, Behaviour behaviour, String... patterns) {
    boolean fails = behaviour == FLAKY || behaviour == BROKEN;
    return new DemoEndpoint(name, product, behaviour, List.of(patterns), fails);
  }

  /** All products, each once. */
  static List<Product> products() {
    return ALL.stream().map(DemoEndpoint::product).distinct().toList();
  }
}
