package dev.hookstream.topology.contract;

/**
 * One mistake in a contract's file.
 *
 * @param file the file's name, as the operator knows it
 * @param line from 1; 0 where the mistake is the file's as a whole
 * @param reason what is wrong and what to write instead
 */
public record ContractProblem(String file, int line, String reason) {
  /** {@code file:line: reason}. */
  @Override
  public String toString() {
    return line > 0 ? file + ":" + line + ": " + reason : file + ": " + reason;
  }
}
