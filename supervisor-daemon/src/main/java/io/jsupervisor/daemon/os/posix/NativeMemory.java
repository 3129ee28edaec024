package io.jsupervisor.daemon.os.posix;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Zeroed memory outside the heap, in the machine's byte order, freed with the last of its objects.
 * Offsets are in bytes and checked.
 */
final class NativeMemory {
  private final ByteBuffer bytes;
  private final long address;

  private NativeMemory(ByteBuffer bytes, long address) {
    this.bytes = bytes;
    this.address = address;
  }

  static NativeMemory allocate(int size) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    return new NativeMemory(bytes, MemoryIO.getInstance().getDirectBufferAddress(bytes));
  }

  /** A copy. */
  static NativeMemory of(byte[] content) {
    NativeMemory memory = allocate(Math.max(1, content.length));
    memory.put(0, content);
    return memory;
  }

  /** A copy. */
  static NativeMemory of(int[] content) {
    NativeMemory memory = allocate(Math.max(1, content.length * Integer.BYTES));
    for (int i = 0; i < content.length; i++) {
      memory.putInt(i * Integer.BYTES, content[i]);
    }
    return memory;
  }

  /** Where it is; as long as this object is reachable. */
  long address() {
    return address;
  }

  int size() {
    return bytes.capacity();
  }

  /** What begins at {@code offset}, of the same memory. */
  NativeMemory from(int offset) {
    return new NativeMemory(
        bytes.slice(offset, bytes.capacity() - offset).order(ByteOrder.nativeOrder()),
        address + offset);
  }

  byte getByte(int offset) {
    return bytes.get(offset);
  }

  void putByte(int offset, byte value) {
    bytes.put(offset, value);
  }

  void putShort(int offset, short value) {
    bytes.putShort(offset, value);
  }

  int getInt(int offset) {
    return bytes.getInt(offset);
  }

  void putInt(int offset, int value) {
    bytes.putInt(offset, value);
  }

  long getLong(int offset) {
    return bytes.getLong(offset);
  }

  void putLong(int offset, long value) {
    bytes.putLong(offset, value);
  }

  /** Fills the array with what this begins with. */
  void get(byte[] target) {
    bytes.get(0, target);
  }

  /** Fills the array with what this begins with. */
  void get(int[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = getInt(i * Integer.BYTES);
    }
  }

  /** Fills the array with what this begins with. */
  void get(long[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = getLong(i * Long.BYTES);
    }
  }

  /** Takes as many bytes as fit, from the position on, which stays. */
  int put(ByteBuffer source) {
    int count = Math.min(source.remaining(), bytes.capacity());
    bytes.put(0, source, source.position(), count);
    return count;
  }

  void put(int offset, byte[] source) {
    bytes.put(offset, source);
  }

  void fill(byte value) {
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, value);
    }
  }
}
