package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The live readers of each stream, whether or not its process runs. Any thread. */
final class Taps implements LogTaps {
  private record Key(Namespec process, Channel channel) {}

  private final ConcurrentHashMap<Key, List<TapQueue>> readers = new ConcurrentHashMap<>();

  @Override
  public Tap open(Namespec process, Channel channel) {
    Key key = new Key(process, channel);
    TapQueue[] self = new TapQueue[1];
    self[0] = new TapQueue(() -> forget(key, self[0]));
    readers.compute(
        key,
        (ignored, known) -> {
          List<TapQueue> list = known == null ? new CopyOnWriteArrayList<>() : known;
          list.add(self[0]);
          return list;
        });
    return self[0];
  }

  private void forget(Key key, TapQueue queue) {
    readers.computeIfPresent(
        key,
        (ignored, known) -> {
          known.remove(queue);
          return known.isEmpty() ? null : known;
        });
  }

  void offer(Namespec process, Channel channel, ByteBuffer bytes) {
    for (TapQueue queue : of(process, channel)) {
      queue.offer(bytes);
    }
  }

  void restarted(Namespec process, Channel channel) {
    of(process, channel).forEach(TapQueue::restarted);
  }

  private List<TapQueue> of(Namespec process, Channel channel) {
    return readers.isEmpty()
        ? List.of()
        : readers.getOrDefault(new Key(process, channel), List.of());
  }
}
