package dev.hookstream.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class HelpTest {
  /** They ask no API, and have pages of their own. */
  private static final List<String> SERVERS =
      List.of(
          "dev",
          "demo",
          "receive",
          "feed",
          "serve",
          "topics",
          "keyset",
          "backup",
          "restore",
          "bench",
          "capacity");

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::all));
  }

  private static Stream<CommandLine> ofTheApi() {
    return new CommandLine(new HookstreamCommand())
        .getSubcommands().entrySet().stream()
            .filter(command -> !SERVERS.contains(command.getKey()))
            .flatMap(command -> all(command.getValue()));
  }

  @TestFactory
  Stream<DynamicTest> each_command_has_help_with_an_example() {
    return ofTheApi()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(),
                    () ->
                        assertThat(command.getUsageMessage())
                            .containsPattern("Examples?:\\R {2}(source <\\()?hookstream ")));
  }

  @TestFactory
  Stream<DynamicTest> each_command_that_does_something_has_json() {
    return ofTheApi()
        .filter(command -> command.getSubcommands().isEmpty())
        .filter(command -> !command.getCommandName().equals("completion"))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(),
                    () -> assertThat(command.getCommandSpec().optionsMap()).containsKey("--json")));
  }

  @Test
  void the_exit_codes_are_in_the_help() {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    assertThat(HookstreamCommand.run(to, to, "--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:").contains("3   the API cannot be reached");
  }
}
