package dev.hookstream.dispatcher.guarantee;

import dev.hookstream.dispatcher.embedded.BrokerProcess;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.guarantee.Faults.Fault;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.schemas.TopicNames;
import dev.hookstream.topology.secret.Keyring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;

/** The processes of a run: a broker, a wire, and two instances at its other end; does faults. */
final class Cluster implements AutoCloseable {
  /** Few, so that each instance has some and one of them has most of the events. */
  static final int PARTITIONS = 4;

  private final Path folder;
  private final int brokerPort = LoopbackPorts.free();
  private final int detour = LoopbackPorts.free();
  private final Wire wire;
  private final List<Instance> instances;
  private final KafkaSettings direct = kafka(brokerPort);
  private final Thread atExit = new Thread(this::killAll, "kill-what-was-started");
  private BrokerProcess broker;
  private int brokerStarts;

  Cluster(Path folder) throws IOException {
    this.folder = folder;
    wire = new Wire(LoopbackPorts.free(), detour);
    String keyset = Keyring.generateJson();
    String servers = kafka(wire.port()).bootstrapServers();
    instances =
        List.of(
            new Instance(folder.resolve("instance-0"), servers, keyset),
            new Instance(folder.resolve("instance-1"), servers, keyset));
    Runtime.getRuntime().addShutdownHook(atExit);
    broker = startBroker();
    new TopicAdmin(direct).create();
  }

  private static KafkaSettings kafka(int port) {
    return new KafkaSettings(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port),
        TopicNames.DEFAULT,
        PARTITIONS,
        (short) 1);
  }

  private BrokerProcess startBroker() {
    return BrokerProcess.start(
        folder.resolve("broker"),
        brokerPort,
        folder.resolve("broker-" + brokerStarts++ + ".log"),
        List.of("-Dhookstream.broker.detour=" + detour + ":" + wire.port()));
  }

  /** Past the wire: for who produces, and for who reads what there is. */
  KafkaSettings kafka() {
    return direct;
  }

  Instance instance(int number) {
    return instances.get(number);
  }

  /** The instances that are to run now. */
  List<Instance> present() {
    return instances.stream().filter(Instance::isPresent).toList();
  }

  /** Does it, and returns when it is over: whatever it took away is there again, or is starting. */
  void strike(Fault fault) throws IOException, InterruptedException {
    Instance instance = instance(fault.instance());
    switch (fault.kind()) {
      case JOIN -> instance.start();
      case LEAVE -> instance.stop();
      case KILL_INSTANCE -> {
        instance.killNow();
        pass(fault.lastsMillis());
        instance.start();
      }
      case FREEZE_INSTANCE -> {
        instance.freeze();
        pass(fault.lastsMillis());
        instance.thaw();
      }
      case KILL_BROKER -> {
        broker.killNow();
        broker = startBroker();
      }
      case FREEZE_BROKER -> {
        Signals.send(broker.handle(), "-STOP");
        pass(fault.lastsMillis());
        Signals.send(broker.handle(), "-CONT");
      }
      case CUT -> {
        wire.cut();
        pass(fault.lastsMillis());
        wire.mend();
      }
      case SILENCE -> {
        wire.silence();
        pass(fault.lastsMillis());
        wire.mend();
      }
    }
  }

  /** Lets time pass: how long a fault lasts is part of the plan. */
  private static void pass(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private void killAll() {
    instances.forEach(Instance::killNow);
    broker.handle().destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    // By force, since one of them may be frozen; what a run shows does not rest on its end.
    instances.forEach(Instance::killNow);
    broker.killNow();
    wire.close();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
