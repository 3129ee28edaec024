package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.EnvironmentRules.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The generated secrets: a file each, {@code secrets/PROGRAM.NAME} under the state folder, in hex.
 * The folder is for its owner alone. Any thread but the core's.
 */
final class SecretFolder {
  private static final int GROUP_AND_OTHERS = 077;
  private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final int uid;

  SecretFolder(Path state, int uid) {
    this.folder = state.resolve("secrets");
    this.uid = uid;
  }

  /**
   * The value of a secret, made where there is none of that length yet. The instances of a program
   * start at the same time and must get the same, hence one after another.
   */
  synchronized String value(String program, Secret secret) throws EnvironmentException {
    Path file = folder.resolve(program + "." + secret.name());
    try {
      Files.createDirectories(folder, FOR_OWNER_FOLDER);
      Map<String, Object> is = Files.readAttributes(folder, "unix:mode,uid");
      if (((Integer) is.get("mode") & GROUP_AND_OTHERS) != 0 || (Integer) is.get("uid") != uid) {
        throw new EnvironmentException(
            "others may look into "
                + folder
                + ", where secrets are kept (cure: chmod 700, and chown it to user "
                + uid
                + ")");
      }
      if (Files.exists(file)) {
        String kept = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (kept.length() == 2 * secret.bytes()) {
          return kept;
        }
      }
      return make(file, secret.bytes());
    } catch (IOException cannot) {
      throw new EnvironmentException(
          "cannot keep the secret "
              + secret.name()
              + " in "
              + folder
              + ": "
              + cannot
              + " (cure: set state_dir= in [supervisord] to a directory that the daemon may"
              + " write)");
    }
  }

  private String make(Path file, int bytes) throws IOException {
    byte[] value = new byte[bytes];
    new SecureRandom().nextBytes(value);
    String hex = HexFormat.of().formatHex(value);
    // By rename, so that nobody ever reads half of it, not even after a crash.
    Path fresh = Files.createTempFile(folder, ".new", "", FOR_OWNER);
    Files.writeString(fresh, hex + "\n", StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return hex;
  }
}
