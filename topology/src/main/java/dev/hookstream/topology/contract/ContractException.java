package dev.hookstream.topology.contract;

import java.util.List;
import java.util.stream.Collectors;

/** Contracts that cannot be used, with every mistake that was found and not only the first. */
public final class ContractException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ContractProblem> problems;

  ContractException(List<ContractProblem> problems) {
    super(problems.stream().map(ContractProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of the files, and of the lines within a file. */
  public List<ContractProblem> problems() {
    return problems;
  }
}
