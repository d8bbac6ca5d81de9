package dev.hookstream.topology.lane;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store whose transaction can be committed and aborted. */
public final class MapStore<K extends Comparable<? super K>, V> implements KeyValueStore<K, V> {
  private final UnaryOperator<V> copy;
  private NavigableMap<K, V> now = new TreeMap<>();
  private NavigableMap<K, V> committed = new TreeMap<>();
  int puts;

  /** Keeps copies, made like this: what is changed in hand and not put must not change here. */
  public MapStore(UnaryOperator<V> copy) {
    this.copy = copy;
  }

  /** As the backlog has them. */
  public static MapStore<Bytes, byte[]> ofBytes() {
    return new MapStore<>(byte[]::clone);
  }

  /** Keeps what was put. */
  public void commit() {
    committed = new TreeMap<>(now);
  }

  /** Goes back to the last commit. */
  public void abort() {
    now = new TreeMap<>(committed);
  }

  private @Nullable V copy(@Nullable V value) {
    return value == null ? null : copy.apply(value);
  }

  @Override
  public void put(K key, @Nullable V value) {
    puts++;
    if (value == null) {
      now.remove(key);
    } else {
      now.put(key, copy.apply(value));
    }
  }

  @Override
  public @Nullable V delete(K key) {
    return now.remove(key);
  }

  @Override
  public @Nullable V get(K key) {
    return copy(now.get(key));
  }

  @Override
  public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
    return new Entries(between(from, to));
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(K from, K to) {
    return new Entries(between(from, to).descendingMap());
  }

  private NavigableMap<K, V> between(@Nullable K from, @Nullable K to) {
    NavigableMap<K, V> some = from == null ? now : now.tailMap(from, true);
    return to == null ? some : some.headMap(to, true);
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return new Entries(now);
  }

  @Override
  public long approximateNumEntries() {
    return now.size();
  }

  @Override
  public V putIfAbsent(K key, V value) {
    throw new AssertionError("not used");
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
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

  private final class Entries implements KeyValueIterator<K, V> {
    private final Iterator<Map.Entry<K, V>> entries;

    Entries(NavigableMap<K, V> map) {
      // As of now: a store may be changed under an open iterator.
      this.entries = new ArrayList<>(map.entrySet()).iterator();
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
      Map.Entry<K, V> next = entries.next();
      return KeyValue.pair(next.getKey(), copy.apply(next.getValue()));
    }

    @Override
    public K peekNextKey() {
      throw new AssertionError("not used");
    }

    @Override
    public void close() {}
  }
}
