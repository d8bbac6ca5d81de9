package dev.hookstream.dispatcher.api;

/** What the products' own paths have in common: they are there for that product's keys alone. */
final class Dialect {
  private Dialect() {}

  /** The handler for keys of a contract; others are told that there is nothing here for them. */
  static Route.Handler only(String contract, Route.Handler handler) {
    return request -> {
      boolean its =
          request.caller() instanceof Caller.Holder holder
              && holder.key().getContract().equals(contract);
      if (!its) {
        throw Problem.notFound(
                "This path is for keys of the contract "
                    + contract
                    + "; with this key, use the paths under /v1/webhooks.")
            .asException();
      }
      return handler.handle(request);
    };
  }
}
