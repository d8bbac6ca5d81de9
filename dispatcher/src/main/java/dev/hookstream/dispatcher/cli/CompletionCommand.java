package dev.hookstream.dispatcher.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: a script that completes commands and options as they are typed. */
@Command(
    name = "completion",
    description = "Prints a script for bash or zsh that completes what is typed.",
    footer = {
      "",
      "Examples:",
      "  source <(hookstream completion bash)",
      "  hookstream completion zsh > ~/.hookstream-completion   (then source it in ~/.zshrc)"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** Shells that are known. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (shell == Shell.ZSH) {
      // Outside of a started shell these are not there yet; the script leans on both.
      out.println("autoload -U +X compinit && compinit");
    }
    out.print(AutoComplete.bash("hookstream", spec.root().commandLine()));
    out.flush();
    return 0;
  }
}
