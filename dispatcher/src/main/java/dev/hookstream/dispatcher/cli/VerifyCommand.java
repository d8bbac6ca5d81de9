package dev.hookstream.dispatcher.cli;

import dev.hookstream.dispatcher.receive.Paint;
import dev.hookstream.dispatcher.receive.SignatureDiagnosis;
import dev.hookstream.dispatcher.receive.SignatureDiagnosis.Finding;
import dev.hookstream.dispatcher.receive.Text;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code verify}: whether a request is authentic, and which part is wrong where it is not. */
@Command(
    name = "verify",
    description = {
      "Checks a request's signature, and says which part differs where it is wrong.",
      "Asks nobody: everything stays on this machine. Exit code 1 where it is not authentic."
    },
    footer = {
      "",
      "Examples:",
      "  hookstream verify --secret whsec_… --headers headers.txt --body body.json",
      "  hookstream verify --contract arka --secret s3cr3t --header 'X-Arka-Signature: 9f…' --body -"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private Output output = new Output();

  @Option(
      names = "--secret",
      required = true,
      defaultValue = "${env:HOOKSTREAM_SECRET}",
      description = "The webhook's (variable HOOKSTREAM_SECRET).")
  private String secret = "";

  @Option(
      names = "--body",
      required = true,
      description = "A file with the exact bytes; - for input.")
  private String body = "";

  @Option(names = "--headers", paramLabel = "FILE", description = "Lines as `Name: value`.")
  private @Nullable Path file;

  @Option(
      names = "--header",
      paramLabel = "NAME: VALUE",
      description = "One header; can be repeated.")
  private List<String> given = List.of();

  @Option(names = "--contract", description = "By which; told from the headers if unsaid.")
  private @Nullable String contract;

  @Mixin private OwnContracts own = new OwnContracts();

  @Option(names = "--at", description = "As if it were this time (RFC 3339); now if unsaid.")
  private @Nullable Instant at;

  @Override
  public Integer call() throws IOException {
    Contracts contracts = own.all();
    Map<String, String> headers = headers();
    Contract by = contract == null ? told(contracts, headers) : own.find(contract);
    long now = at == null ? System.currentTimeMillis() : at.toEpochMilli();
    Finding finding =
        new SignatureDiagnosis(by, List.copyOf(contracts.all()), secret, now).of(headers, bytes());
    if (output.json()) {
      output.json(
          ApiOptions.object()
              .put("authentic", finding.authentic())
              .put("contract", by.name())
              .put("part", finding.part().name().toLowerCase(Locale.ROOT))
              .put("message", finding.message())
              .put("hint", finding.hint().isEmpty() ? null : finding.hint()));
    } else if (finding.authentic()) {
      output.line(output.paint().with(Paint.GREEN, "✓ authentic") + " (" + by.name() + ")");
    } else {
      String part = finding.part().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      output.line(
          output.paint().with(Paint.RED, "✗ " + part)
              + " ("
              + by.name()
              + "): "
              + Text.clean(finding.message()));
      if (!finding.hint().isEmpty()) {
        output.line("  " + Text.clean(finding.hint()));
      }
    }
    return finding.authentic() ? 0 : CliException.FAILED;
  }

  private Contract told(Contracts contracts, Map<String, String> headers) {
    for (Contract candidate : contracts.all()) {
      if (LocalSigner.signatureHeaders(candidate).stream().anyMatch(headers::containsKey)) {
        return candidate;
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "None of the headers is a contract's signature: say --contract, and give all headers.");
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    if (file != null) {
      if (!Files.isReadable(file)) {
        throw new CliException("the file " + file + " cannot be read");
      }
      Files.readAllLines(file).forEach(line -> add(headers, line));
    }
    given.forEach(line -> add(headers, line));
    return headers;
  }

  /** Lines without a colon, such as a request's first, say nothing here. */
  private static void add(Map<String, String> headers, String line) {
    int colon = line.indexOf(':');
    if (colon > 0 && line.indexOf(' ') != 0) {
      headers.putIfAbsent(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
  }

  private byte[] bytes() throws IOException {
    if (body.equals("-")) {
      return System.in.readAllBytes();
    }
    Path path = Path.of(body);
    if (!Files.isReadable(path)) {
      throw new CliException("the file " + path + " cannot be read");
    }
    return Files.readAllBytes(path);
  }
}
