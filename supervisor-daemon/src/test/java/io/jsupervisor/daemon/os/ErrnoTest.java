package io.jsupervisor.daemon.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** Numbers, names and texts. */
final class ErrnoTest {
  @Test
  void number_hasNameAndText() {
    assertEquals("ENOEXEC", Errno.name(Errno.ENOEXEC));
    assertEquals("Exec format error", Errno.text(8));
    assertEquals("errno 999", Errno.name(999));
  }

  @Test
  void jdksFailures_haveTheirNumber() {
    assertEquals(Errno.ENOENT, Errno.of(new NoSuchFileException("f")));
    assertEquals(Errno.EACCES, Errno.of(new AccessDeniedException("f")));
    assertEquals(Errno.EISDIR, Errno.of(new FileSystemException("f", null, "Is a directory")));
    assertEquals(Errno.ENOSPC, Errno.of(new IOException("No space left on device")));
    assertEquals(Errno.EIO, Errno.of(new IOException()));
  }
}
