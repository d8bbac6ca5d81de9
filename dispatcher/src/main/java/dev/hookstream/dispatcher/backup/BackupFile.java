package dev.hookstream.dispatcher.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.backup.Backup.Origin;
import dev.hookstream.dispatcher.backup.Backup.Place;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.schemas.serde.UnreadableRecordException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * A backup as a file: one JSON object a line. The first says where it is from, the last how many
 * there are, so that a file that was cut off is seen to be. Records are in Avro's single-object
 * encoding, as on the topics, so that every later version can read them.
 */
public final class BackupFile {
  private static final int FORMAT = 1;
  private static final String RECORD = "record";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Origin origin = new Origin("", Instant.EPOCH, "", "", Set.of());
  private final Map<String, ApiKey> keys = new LinkedHashMap<>();
  private final Map<String, Workspace> workspaces = new LinkedHashMap<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  private BackupFile() {}

  /**
   * Writes a new file, which its owner alone may read.
   *
   * @throws BackupException where there is a file of that name, or it cannot be written
   */
  public static void write(Path file, Backup backup) {
    FileAttribute<?>[] ownersAlone =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownersAlone);
        BufferedWriter out =
            new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
      for (JsonNode line : lines(backup)) {
        out.write(line.toString());
        out.write('\n');
      }
      out.flush();
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new BackupException(file + " is there already: name a new file", e);
    } catch (IOException e) {
      throw new BackupException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static List<JsonNode> lines(Backup backup) {
    List<JsonNode> lines = new ArrayList<>();
    Origin origin = backup.origin();
    ObjectNode first =
        object()
            .put("hookstream_backup", FORMAT)
            .put("version", origin.version())
            .put("at", origin.at().toString())
            .put("cluster_id", origin.clusterId())
            .put("prefix", origin.prefix());
    new TreeSet<>(origin.keyIds()).forEach(first.putArray("keyset_key_ids")::add);
    lines.add(first);
    new TreeMap<>(backup.keys())
        .forEach((hash, key) -> lines.add(object().put("api_key", hash).put(RECORD, text(key))));
    new TreeMap<>(backup.workspaces())
        .forEach((id, known) -> lines.add(object().put("workspace", id).put(RECORD, text(known))));
    backup
        .endpoints()
        .forEach(
            endpoint ->
                lines.add(
                    object()
                        .put("endpoint", endpoint.getId())
                        .put("workspace_id", endpoint.getWorkspaceId())
                        .put(RECORD, text(endpoint))));
    for (Place place : backup.places()) {
      lines.add(
          object()
              .put("offset", place.offset())
              .put("group", place.group())
              .put("topic", place.topic())
              .put("partition", place.partition())
              .put("waiting", place.waiting())
              .put("resume_at", place.resumeAt().toString()));
    }
    lines.add(object().put("end", lines.size() - 1));
    return lines;
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  @SuppressWarnings("unchecked") // a record's class is its own
  private static <T extends SpecificRecordBase> String text(T value) {
    AvroCodec<T> codec = AvroCodec.of((Class<T>) value.getClass());
    return Base64.getEncoder().encodeToString(codec.encode(value));
  }

  /**
   * Reads a file.
   *
   * @throws BackupException where it is none of ours, is not whole, or cannot be read
   */
  public static Backup read(Path file) {
    BackupFile reading = new BackupFile();
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file)) {
      boolean whole = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        JsonNode one = JSON.readTree(line);
        if (number == 1) {
          reading.first(one);
        } else if (one.has("end")) {
          whole = one.path("end").asInt() == number - 2 && in.readLine() == null;
          break;
        } else {
          reading.take(one);
        }
      }
      if (!whole) {
        throw new BackupException(file + " is not whole: its last line is missing, or lines are");
      }
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeException
        | UnreadableRecordException e) {
      // Without the parser's words, which quote the line.
      throw new BackupException("line " + number + " of " + file + " cannot be read", e);
    } catch (IOException e) {
      throw new BackupException(file + " cannot be read: " + e.getMessage(), e);
    }
    return new Backup(
        reading.origin, reading.keys, reading.workspaces, reading.endpoints, reading.places);
  }

  private void first(JsonNode line) {
    int format = line.path("hookstream_backup").asInt();
    if (format != FORMAT) {
      throw new BackupException(
          format == 0
              ? "the file is no backup of Hookstream's"
              : "the file was made by a newer version: it has the form " + format);
    }
    Set<String> keyIds = new TreeSet<>();
    line.path("keyset_key_ids").forEach(id -> keyIds.add(id.asText()));
    origin =
        new Origin(
            line.path("version").asText(),
            Instant.parse(line.path("at").asText()),
            line.path("cluster_id").asText(),
            line.path("prefix").asText(),
            keyIds);
  }

  private void take(JsonNode line) {
    if (line.has("api_key")) {
      keys.put(line.path("api_key").asText(), record(line, ApiKey.class));
    } else if (line.has("workspace")) {
      workspaces.put(line.path("workspace").asText(), record(line, Workspace.class));
    } else if (line.has("endpoint")) {
      endpoints.add(record(line, Endpoint.class));
    } else if (line.has("offset")) {
      places.add(
          new Place(
              line.path("group").asText(),
              line.path("topic").asText(),
              line.path("partition").asInt(),
              line.path("offset").asLong(),
              line.path("waiting").asLong(),
              Instant.parse(line.path("resume_at").asText())));
    } else {
      throw new IllegalArgumentException("a line of no known kind");
    }
  }

  private static <T extends SpecificRecordBase> T record(JsonNode line, Class<T> type) {
    @Nullable String text = line.path(RECORD).textValue();
    if (text == null) {
      throw new IllegalArgumentException("a line without its record");
    }
    return AvroCodec.of(type).decode(Base64.getDecoder().decode(text));
  }
}
