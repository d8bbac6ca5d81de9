package dev.hookstream.topology.state;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write-buffer manager for all stores of the process, however many
 * partitions and segments there are: what is read and what waits to be flushed, indexes and filters
 * included, share {@link #MEMORY_BYTES}. Without it each store takes some 100 MB of its own.
 *
 * <p>Named to Kafka Streams by its class (<code>rocksdb.config.setter</code>). The first store that
 * is opened fixes the size. Bloom filters are on by Streams' own default.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
  /** Streams property: bytes for all stores together, a number. */
  public static final String MEMORY_BYTES = "hookstream.state.memory.bytes";

  /** Where nothing is said: 256 MiB. */
  public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  private static final long BLOCK_BYTES = 8L << 10;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  // Each of a hundred and more stores takes one at least, most of them nearly empty: with RocksDB's
  // own, an eighth of a write buffer, those alone would use up what all may have together, and the
  // busy ones would flush files of a few kilobytes without end.
  private static final long ARENA_BLOCK_BYTES = 64L << 10;
  private static final int WRITE_BUFFERS = 2;
  private static final double HIGH_PRIORITY_PART = 0.1;
  private static final double MEMTABLE_FILTER_PART = 0.01;

  private static @Nullable Shared shared;

  /** Streams makes one for each store. */
  public BoundedMemory() {}

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    Shared all = shared(configs);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(all.cache);
    table.setBlockSize(BLOCK_BYTES);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(all.writeBuffers);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    // Most lookups are of keys that are not there (was this event seen, has this delivery failed):
    // the files have their filters, and this is the same for what is still in memory.
    options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_PART);
    options.setMemtableWholeKeyFiltering(true);
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    // With hundreds of segments their own logs and statistics would be a load of their own.
    options.setInfoLogLevel(InfoLogLevel.ERROR_LEVEL);
    options.setStatsDumpPeriodSec(0);
    options.setStatsPersistPeriodSec(0);
  }

  @Override
  public void close(String storeName, Options options) {
    // Nothing here belongs to this one store: the others still use cache and manager.
  }

  private static synchronized Shared shared(Map<String, Object> configs) {
    Shared all = shared;
    if (all == null) {
      Object bytes = configs.getOrDefault(MEMORY_BYTES, DEFAULT_MEMORY_BYTES);
      all = new Shared(Long.parseLong(bytes.toString()));
      shared = all;
    }
    return all;
  }

  /** Lives as long as the process. */
  private static final class Shared {
    final Cache cache;
    final WriteBufferManager writeBuffers;

    Shared(long bytes) {
      RocksDB.loadLibrary();
      cache = new LRUCache(bytes, -1, false, HIGH_PRIORITY_PART);
      writeBuffers = new WriteBufferManager(bytes / 2, cache);
    }
  }
}
