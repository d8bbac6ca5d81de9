package dev.hookstream.dispatcher.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
  private static final Instant AT = Instant.parse("2026-05-11T08:14:22.184Z");

  @TempDir private Path folder;

  private static Backup sample() {
    return new Backup(
        new Backup.Origin("0.1.0", AT, "cluster", "hooks.", Set.of("4294967295", "7")),
        Map.of("h4sh", new ApiKey("key_1", "ws", "standard", null, List.of("read"), 5L)),
        Map.of("ws", new Workspace(List.of("standard"), new AlertSettings(List.of(), null, 3))),
        List.of(),
        List.of(
            new Backup.Place("g", "events", 0, 12, 3, AT.minusSeconds(100)),
            new Backup.Place("g", "events", 1, 9, 0, AT)));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Path file = folder.resolve("b");
    BackupFile.write(file, sample());
    assertThat(BackupFile.read(file)).isEqualTo(sample());
    assertThat(sample().waiting()).isEqualTo(3);
    assertThat(sample().resumeAt()).contains(AT.minusSeconds(160));
  }

  @Test
  void aFileThatWasCutOffOrChangedIsRefused() throws Exception {
    Path file = folder.resolve("b");
    BackupFile.write(file, sample());
    List<String> lines = Files.readAllLines(file);
    for (int without = 0; without < lines.size(); without++) {
      List<String> fewer = new java.util.ArrayList<>(lines);
      fewer.remove(without);
      Path cut = Files.write(folder.resolve("cut"), fewer);
      assertThatThrownBy(() -> BackupFile.read(cut)).isInstanceOf(BackupException.class);
    }
    Path broken = Files.write(folder.resolve("cut"), List.of(lines.get(0), "{s3cret"));
    assertThatThrownBy(() -> BackupFile.read(broken))
        .isInstanceOf(BackupException.class)
        .hasMessage("line 2 of " + broken + " cannot be read");
    Path other = Files.writeString(folder.resolve("cut"), "{\"a\":1}\n");
    assertThatThrownBy(() -> BackupFile.read(other)).hasMessageContaining("no backup");
    Path newer = Files.writeString(folder.resolve("cut"), "{\"hookstream_backup\":2}\n");
    assertThatThrownBy(() -> BackupFile.read(newer)).hasMessageContaining("newer version");
  }
}
