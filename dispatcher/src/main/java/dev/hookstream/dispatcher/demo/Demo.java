package dev.hookstream.dispatcher.demo;

import dev.hookstream.dispatcher.config.Config;
import dev.hookstream.dispatcher.dev.DevOptions;
import dev.hookstream.dispatcher.dev.DevServers;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.receive.Terminal;
import dev.hookstream.dispatcher.run.Instance;
import dev.hookstream.schemas.Topic;
import dev.hookstream.topology.contract.ContractException;
import dev.hookstream.topology.contract.Contracts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Everything that {@code demo} runs. Start once, close once, from one thread. */
public final class Demo implements AutoCloseable {
  private final DemoOptions options;
  private final PrintWriter out;
  private final boolean terminal = Terminal.isThere();
  private final Look look =
      new Look(Terminal.paint(terminal, System.getenv()), ZoneId.systemDefault());
  private final Board board;
  private final Deque<Runnable> stops = new ArrayDeque<>();
  private boolean watched;

  /** Starts nothing yet. */
  public Demo(DemoOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
    PlainLines plain = new PlainLines(look);
    this.board = new Board(terminal ? news -> {} : news -> say(plain.line(news)));
  }

  /** Starts all of it; returns when events flow. What failed to start is stopped by close. */
  public void start() throws InterruptedException, ContractException {
    DemoFolder folder = new DemoFolder(options.folder());
    say("Starting Kafka …");
    // A second that the broker's start hides.
    CompletableFuture<Certificate> making =
        CompletableFuture.supplyAsync(() -> Certificate.create(folder.path().resolve("tls")));
    int port = options.httpPort() == 0 ? LoopbackPorts.free() : options.httpPort();
    DevServers servers = DevServers.start(servers(port, folder.path()));
    stops.push(folder::clear);
    stops.push(servers::close);
    Certificate certificate = making.join();
    certificate.trust();
    Path contractsFolder = folder.contracts();
    Config config = with(servers.config(), contractsFolder);
    Instance instance = new Instance(config);
    stops.push(instance::close);
    instance.prepare();
    servers.awaitKafka();
    say("Starting the dispatcher …");
    instance.start();
    String url = "http://127.0.0.1:" + instance.httpPort();
    ApiClient api = new ApiClient(url);
    api.awaitReady();
    say("Registering webhooks …");
    DemoReceiver receiver = new DemoReceiver(board);
    stops.push(receiver::close);
    receiver.start(certificate);
    Contracts contracts = Contracts.load(contractsFolder);
    String key = config.secrets().operatorKey();
    new Registration(api, key, contracts).register(receiver, board);
    watch(config, contracts, new Place(url, key, servers.bootstrapServers()));
  }

  private DevOptions servers(int port, Path folder) {
    int kafka = options.kafkaPort() == 0 ? LoopbackPorts.free() : options.kafkaPort();
    return new DevOptions(port, kafka, 0, folder, true, true, List.of("127.0.0.0/8"), null);
  }

  private void watch(Config config, Contracts contracts, Place place) {
    InstantSource clock = InstantSource.system();
    board.begin(clock.millis());
    TopicWatch topics = new TopicWatch(config.kafka(), board);
    stops.push(topics::close);
    topics.start();
    say("API " + place.url() + "/v1  key " + place.key());
    if (terminal) {
      Screen screen = new Screen(look, place, options.rate());
      LiveScreen live = new LiveScreen(board, screen, out, clock);
      stops.push(live::close);
      live.start();
    }
    EventFeed feed =
        new EventFeed(place.kafka(), config.kafka().topic(Topic.EVENTS), contracts, board);
    stops.push(feed::close);
    feed.start(options.rate());
    watched = true;
  }

  private static Config with(Config config, Path contracts) {
    return new Config(
        config.kafka(),
        config.eventsPartitioner(),
        config.http(),
        config.secrets(),
        Optional.of(contracts),
        config.registry(),
        config.network(),
        config.roles(),
        config.sender(),
        config.topology(),
        config.quota(),
        config.log(),
        config.eventMaxBytes(),
        config.from(),
        config.mail(),
        config.tracing());
  }

  /** Stops all of it, last one first, says what it came to, and deletes the data. */
  @Override
  public void close() {
    Frame last = board.frame(System.currentTimeMillis());
    boolean first = true;
    while (!stops.isEmpty()) {
      stops.pop().run();
      if (first && watched) {
        // The feed has stopped; the screen is next.
        last = board.frame(System.currentTimeMillis());
        first = false;
      }
    }
    if (watched) {
      Summary.lines(last).forEach(this::say);
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
