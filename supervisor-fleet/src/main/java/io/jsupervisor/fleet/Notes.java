package io.jsupervisor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last known view in a file, for a daemon that starts while the store is away. What is read
 * passes the same checks as the store's own text.
 */
final class Notes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private Map<String, String> written = Map.of();

  /**
   * @param state the daemon's folder; made when it is needed
   */
  Notes(Path state, String cluster, String node) {
    this.file = state.resolve("fleet." + cluster + "." + node + ".json");
  }

  /** What was noted; nothing when there is no file. */
  List<Etcd.Entry> read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(EtcdHttp.MOST_BYTES);
    } catch (NoSuchFileException none) {
      return List.of();
    }
    List<Etcd.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : JSON.readTree(bytes).properties()) {
      entries.add(new Etcd.Entry(field.getKey(), field.getValue().asText(""), 0));
    }
    return entries;
  }

  /** Replaces the file, when it would change. */
  void write(Map<String, String> entries) throws IOException {
    if (entries.equals(written)) {
      return;
    }
    ObjectNode json = JSON.createObjectNode();
    entries.forEach(json::put);
    Path folder = file.getParent();
    Files.createDirectories(folder, FOLDER);
    Path fresh = Files.createTempFile(folder, ".fleet", "", FILE);
    try {
      Files.writeString(fresh, json.toString(), StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    written = Map.copyOf(entries);
  }
}
