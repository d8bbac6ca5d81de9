package dev.hookstream.dispatcher.cli;

import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.ContractException;
import dev.hookstream.topology.contract.Contracts;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The contracts on this machine: those that are built in, and a folder's. */
final class OwnContracts {
  @Option(
      names = "--contracts",
      paramLabel = "FOLDER",
      description = "Contracts of your own, as the dispatcher has them.")
  private @Nullable Path folder;

  Contracts all() {
    try {
      return Contracts.load(folder);
    } catch (ContractException e) {
      throw new CliException(String.valueOf(e.getMessage()));
    }
  }

  /** By its name; says which there are where there is none of that name. */
  Contract find(String name) {
    Contracts contracts = all();
    return contracts
        .find(name)
        .orElseThrow(
            () ->
                new CliException(
                    "the contract "
                        + name
                        + " is not known here: say --contracts FOLDER, as the dispatcher has it;"
                        + " there are "
                        + contracts.all().stream()
                            .map(Contract::name)
                            .collect(Collectors.joining(", "))));
  }
}
