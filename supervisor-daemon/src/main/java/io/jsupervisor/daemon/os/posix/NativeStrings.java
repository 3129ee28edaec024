package io.jsupervisor.daemon.os.posix;

import io.jsupervisor.daemon.os.NativeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;

/** Lays out the strings of an exec in memory outside the heap, one block used again and again. */
final class NativeStrings {
  private static final int WORD = 8;

  private Pointer block = Native.allocate(64 * 1024);

  /** Valid until the next {@link #write}. */
  record Block(Pointer file, Optional<Pointer> directory, Pointer argv, Pointer envp) {}

  Block write(String file, Optional<String> directory, List<String> argv, List<String> envp) {
    List<byte[]> texts = new ArrayList<>();
    texts.add(NativeText.encode(file));
    texts.add(NativeText.encode(directory.orElse("")));
    argv.forEach(word -> texts.add(NativeText.encode(word)));
    envp.forEach(variable -> texts.add(NativeText.encode(variable)));

    int pointers = argv.size() + 1 + envp.size() + 1;
    long size = (long) pointers * WORD + texts.stream().mapToLong(text -> text.length + 1L).sum();
    if (block.size() < size) {
      block = Native.allocate(size * 2);
    }

    long at = (long) pointers * WORD;
    long slot = 0;
    long[] starts = new long[2];
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      block.put(at, text, 0, text.length);
      block.putByte(at + text.length, (byte) 0);
      if (i < 2) {
        starts[i] = at;
      } else {
        slot = i == 2 + argv.size() ? putEnd(slot) : slot;
        block.putAddress(slot, block.address() + at);
        slot += WORD;
      }
      at += text.length + 1;
    }
    if (envp.isEmpty()) {
      slot = putEnd(slot);
    }
    putEnd(slot);
    return new Block(
        block.slice(starts[0]),
        directory.map(ignored -> block.slice(starts[1])),
        block.slice(0),
        block.slice((argv.size() + 1L) * WORD));
  }

  private long putEnd(long slot) {
    block.putAddress(slot, 0L);
    return slot + WORD;
  }
}
