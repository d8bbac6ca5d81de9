package dev.hookstream.topology.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All contracts of an installation: the six built in, and the operator's. For any thread. */
public final class Contracts {
  /** The contract of an installation that says nothing else. */
  public static final String DEFAULT = "standard";

  private static final List<String> BUILT_IN =
      List.of("standard", "aresgen", "arka", "ainative", "hrizn", "aethenox");

  private final Map<String, Contract> contracts;
  private final Map<String, RetrySchedule> schedules;

  private final Map<String, Source> sources;

  private Contracts(
      Map<String, Contract> contracts,
      Map<String, RetrySchedule> schedules,
      Map<String, Source> sources) {
    this.sources = Map.copyOf(sources);
    this.contracts = Collections.unmodifiableMap(contracts);
    this.schedules = Map.copyOf(schedules);
  }

  /** The six that ship with the product. */
  public static Contracts builtIn() {
    try {
      return load(null);
    } catch (ContractException e) {
      throw new IllegalStateException("a built-in contract is broken: " + e.getMessage(), e);
    }
  }

  /**
   * The six, and what is in the {@code .yaml} and {@code .yml} files of a folder, without its
   * sources.
   *
   * @param operatorsFolder null for none
   * @throws ContractException with every mistake in every file, by file and line
   */
  public static Contracts load(@Nullable Path operatorsFolder) throws ContractException {
    return load(operatorsFolder, null);
  }

  /**
   * The same with its sources.
   *
   * @param secrets environment variables by name; null leaves the sources out
   * @throws ContractException also where a source's secret is not there
   */
  public static Contracts load(
      @Nullable Path operatorsFolder, @Nullable Map<String, String> secrets)
      throws ContractException {
    Loading loading = new Loading(secrets);
    for (String name : BUILT_IN) {
      loading.read(name + ".yaml (built in)", resource("/contracts/" + name + ".yaml"), true);
    }
    if (operatorsFolder != null) {
      for (Path path : files(operatorsFolder)) {
        loading.read(path.toString(), text(path), false);
      }
    }
    return loading.result();
  }

  /** By its name. */
  public Optional<Contract> find(String name) {
    return Optional.ofNullable(contracts.get(name));
  }

  /** The built-in ones first, then by file. */
  public Collection<Contract> all() {
    return contracts.values();
  }

  /** A schedule that an endpoint's {@code retry} may name: a contract's name, or one beside it. */
  public Optional<RetrySchedule> schedule(String name) {
    return Optional.ofNullable(schedules.get(name));
  }

  /** A product that sends webhooks to us, by its name. */
  public Optional<Source> source(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  /** The names that {@link #schedule} knows, sorted. */
  public List<String> scheduleNames() {
    return schedules.keySet().stream().sorted().toList();
  }

  /** Collects over all files. */
  private static final class Loading {
    private final List<ContractProblem> problems = new ArrayList<>();
    private final Map<String, Contract> contracts = new LinkedHashMap<>();
    private final Map<String, String> contractFiles = new HashMap<>();
    private final Map<String, RetrySchedule> schedules = new HashMap<>();
    private final Map<String, Source> sources = new HashMap<>();
    private final List<Product> products = new ArrayList<>();
    private final @Nullable Map<String, String> secrets;

    /** The contract that a source names, which may be in a later file. */
    private record Product(String name, String file, int line) {}

    Loading(@Nullable Map<String, String> secrets) {
      this.secrets = secrets;
    }

    void read(String name, String text, boolean builtIn) {
      YamlFile file = new YamlFile(name);
      Optional<ContractFile> read = new ContractReader(file, UserAgent.VALUE).read(text);
      if (file.sound()) {
        read.ifPresent(content -> add(file, content, builtIn));
      }
      problems.addAll(file.problems());
    }

    private void add(YamlFile file, ContractFile content, boolean builtIn) {
      content.contract().ifPresent(contract -> add(file, content, contract, builtIn));
      content.source().ifPresent(source -> add(file, content.nameLine(), source));
      content
          .source()
          .flatMap(Source.Parts::product)
          .ifPresent(
              product -> products.add(new Product(product, file.name(), content.nameLine())));
      for (RetrySchedule schedule : content.schedules()) {
        if (schedules.putIfAbsent(schedule.name(), schedule) != null) {
          file.problem(0, "there is another schedule `" + schedule.name() + "`");
        }
      }
    }

    private void add(YamlFile file, ContractFile content, Contract contract, boolean builtIn) {
      @Nullable String other = contractFiles.put(contract.name(), file.name());
      boolean takesBuiltIn = BUILT_IN.contains(contract.name()) && !builtIn;
      if (takesBuiltIn && !content.replacesBuiltIn()) {
        file.problem(
            content.nameLine(),
            "`"
                + contract.name()
                + "` is built in; choose another name, or write replaces_built_in: true");
      } else if (!takesBuiltIn && content.replacesBuiltIn()) {
        file.problem(content.nameLine(), "there is no built-in `" + contract.name() + "`");
      } else if (other != null && !other.endsWith(" (built in)")) {
        file.problem(content.nameLine(), "`" + contract.name() + "` is in " + other + " too");
      }
      contracts.put(contract.name(), contract);
      schedules.put(contract.name(), contract.retry());
    }

    private void add(YamlFile file, int line, Source.Parts source) {
      if (secrets == null) {
        return;
      }
      @Nullable String secret = secrets.get(source.secretFrom());
      if (secret == null || secret.isBlank()) {
        file.problem(line, "the environment variable " + source.secretFrom() + " is not set");
        return;
      }
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      try {
        source.signature().key(bytes);
      } catch (IllegalArgumentException e) {
        file.problem(line, source.secretFrom() + ": " + e.getMessage());
        return;
      }
      if (sources.putIfAbsent(source.name(), new Source(source, bytes)) != null) {
        file.problem(line, "there is another source `" + source.name() + "`");
      }
    }

    Contracts result() throws ContractException {
      for (Product product : products) {
        if (!contracts.containsKey(product.name)) {
          String reason = "`product`: there is no contract `" + product.name + "`";
          problems.add(new ContractProblem(product.file, product.line, reason));
        }
      }
      if (!problems.isEmpty()) {
        throw new ContractException(problems);
      }
      return new Contracts(contracts, schedules, sources);
    }
  }

  static String resource(String path) {
    try (InputStream in = Contracts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + path + "; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) throws ContractException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(path -> path.getFileName().toString().matches("[^.].*\\.ya?ml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static String text(Path path) throws ContractException {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static ContractException unreadable(Path path, IOException e) {
    String reason = "cannot be read (" + e + ")";
    ContractException exception =
        new ContractException(List.of(new ContractProblem(path.toString(), 0, reason)));
    exception.initCause(e);
    return exception;
  }
}
