package dev.hookstream.dispatcher.api;

/** Carries a {@link Problem} out of a route. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // No stack trace: it is an answer, not a fault of ours.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
