package dev.hookstream.topology.lane;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store whose transaction can be committed and aborted. */
final class MapStore implements KeyValueStore<Bytes, byte[]> {
  private NavigableMap<Bytes, byte[]> now = new TreeMap<>();
  private NavigableMap<Bytes, byte[]> committed = new TreeMap<>();
  int puts;

  void commit() {
    committed = new TreeMap<>(now);
  }

  void abort() {
    now = new TreeMap<>(committed);
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    puts++;
    if (value == null) {
      now.remove(key);
    } else {
      now.put(key, value);
    }
  }

  @Override
  public byte[] delete(Bytes key) {
    return now.remove(key);
  }

  @Override
  public byte[] get(Bytes key) {
    return now.get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Entries(between(from, to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
    return new Entries(between(from, to).descendingMap());
  }

  private NavigableMap<Bytes, byte[]> between(@Nullable Bytes from, @Nullable Bytes to) {
    NavigableMap<Bytes, byte[]> some = from == null ? now : now.tailMap(from, true);
    return to == null ? some : some.headMap(to, true);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return new Entries(now);
  }

  @Override
  public long approximateNumEntries() {
    return now.size();
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    throw new AssertionError("not used");
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    throw new AssertionError("not used");
  }

  @Override
  public String name() {
    return "map";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  private static final class Entries implements KeyValueIterator<Bytes, byte[]> {
    private final Iterator<Map.Entry<Bytes, byte[]>> entries;

    Entries(NavigableMap<Bytes, byte[]> map) {
      this.entries = map.entrySet().iterator();
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      Map.Entry<Bytes, byte[]> next = entries.next();
      return KeyValue.pair(next.getKey(), next.getValue());
    }

    @Override
    public Bytes peekNextKey() {
      throw new AssertionError("not used");
    }

    @Override
    public void close() {}
  }
}
