package io.jsupervisor.daemon.os.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the daemon's own protection from the kernel's out-of-memory killer from its children, which
 * inherit it at their fork: for the time of the spawn the daemon has none either. Setting it back
 * needs no privilege, for the kernel remembers the value that a privileged process gave. Does
 * nothing where the daemon has no such protection. Two small writes a spawn, some microseconds;
 * writing to the child afterwards would cost as much and miss what it forks at once.
 */
final class OomScore {
  private static final Path OWN = Path.of("/proc/self/oom_score_adj");
  private static final ByteBuffer NOTHING = ByteBuffer.wrap(new byte[] {'0'});

  private final FileChannel file;
  private final ByteBuffer own;

  private OomScore(FileChannel file, ByteBuffer own) {
    this.file = file;
    this.own = own;
  }

  static OomScore ofThisProcess() {
    try {
      String value = Files.readString(OWN).strip();
      if (value.startsWith("-")) {
        FileChannel file = FileChannel.open(OWN, StandardOpenOption.WRITE);
        ByteBuffer own = ByteBuffer.wrap(value.getBytes(US_ASCII));
        file.write(own.duplicate(), 0); // refused, it must not be given away either
        return new OomScore(file, own);
      }
    } catch (IOException hidden) {
      // A container that hides it: the children keep what it gives them.
    }
    return new OomScore(null, NOTHING);
  }

  void lift() {
    set(NOTHING);
  }

  void restore() {
    set(own);
  }

  private void set(ByteBuffer value) {
    if (file == null) {
      return;
    }
    try {
      file.write(value.duplicate(), 0);
    } catch (IOException refused) {
      // The write at the beginning was not: nothing that a caller could do.
    }
  }
}
