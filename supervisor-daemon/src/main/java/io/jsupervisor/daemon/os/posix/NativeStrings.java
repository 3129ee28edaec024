package io.jsupervisor.daemon.os.posix;

import io.jsupervisor.daemon.os.NativeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays out the strings of an exec in memory outside the heap, one block used again and again. */
final class NativeStrings {
  private static final int WORD = 8;

  private NativeMemory block = NativeMemory.allocate(64 * 1024);

  /** Valid until the next {@link #write}. */
  record Block(
      NativeMemory file, Optional<NativeMemory> directory, NativeMemory argv, NativeMemory envp) {}

  Block write(String file, Optional<String> directory, List<String> argv, List<String> envp) {
    List<byte[]> texts = new ArrayList<>();
    texts.add(NativeText.encode(file));
    texts.add(NativeText.encode(directory.orElse("")));
    argv.forEach(word -> texts.add(NativeText.encode(word)));
    envp.forEach(variable -> texts.add(NativeText.encode(variable)));

    int pointers = argv.size() + 1 + envp.size() + 1;
    int size = pointers * WORD + texts.stream().mapToInt(text -> text.length + 1).sum();
    if (block.size() < size) {
      block = NativeMemory.allocate(size * 2);
    }

    int at = pointers * WORD;
    int slot = 0;
    int[] starts = new int[2];
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      block.put(at, text);
      block.putByte(at + text.length, (byte) 0);
      if (i < 2) {
        starts[i] = at;
      } else {
        slot = i == 2 + argv.size() ? putEnd(slot) : slot;
        block.putLong(slot, block.address() + at);
        slot += WORD;
      }
      at += text.length + 1;
    }
    if (envp.isEmpty()) {
      slot = putEnd(slot);
    }
    putEnd(slot);
    return new Block(
        block.from(starts[0]),
        directory.map(ignored -> block.from(starts[1])),
        block,
        block.from((argv.size() + 1) * WORD));
  }

  private int putEnd(int slot) {
    block.putLong(slot, 0);
    return slot + WORD;
  }
}
