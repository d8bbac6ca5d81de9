package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in a real bash. */
class CompletionTest {
  @TempDir private Path folder;

  private Path script(String shell) throws Exception {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    assertThat(HookstreamCommand.run(to, to, "completion", shell)).as(out.toString()).isZero();
    return Files.writeString(folder.resolve(shell), out.toString());
  }

  private static String bash(String... command) throws Exception {
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    return out;
  }

  /** What bash offers for a line, its last word unfinished. */
  private String offered(String... words) throws Exception {
    StringBuilder array = new StringBuilder("hookstream");
    for (String word : words) {
      array.append(" '").append(word).append('\'');
    }
    String program =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE=\"${COMP_WORDS[*]}\";"
                .formatted(script("bash"), array, words.length)
            + " compopt() { :; }; COMP_POINT=${#COMP_LINE}; complete -p hookstream >/dev/null || exit 9;"
            + " _complete_hookstream; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return bash("bash", "--norc", "-c", program);
  }

  @Test
  void bash_reads_both_scripts() throws Exception {
    bash("bash", "-n", script("bash").toString());
    bash("bash", "-n", script("zsh").toString());
  }

  @Test
  void bash_completes_commands_options_and_shells() throws Exception {
    assertThat(offered("web").strip()).isEqualTo("webhooks");
    assertThat(offered("webhooks", "").lines()).contains("list", "create", "enable", "rotate");
    assertThat(offered("webhooks", "create", "--ev").strip()).isEqualTo("--events");
    assertThat(offered("dead-letters", "").lines()).contains("list", "retry");
    assertThat(offered("listen", "--for").strip()).isEqualTo("--forward-to");
  }

  @Test
  void another_shell_is_a_mistake() {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    assertThat(HookstreamCommand.run(to, to, "completion", "fish")).isEqualTo(2);
    assertThat(out.toString()).contains("fish");
  }
}
