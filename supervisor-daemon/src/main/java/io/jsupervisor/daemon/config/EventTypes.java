package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.EventType;
import java.util.List;
import java.util.stream.Stream;

/** The names that {@code events=} takes: the classic event types and their parents. */
public final class EventTypes {
  public static final List<String> NAMES = Stream.of(EventType.values()).map(Enum::name).toList();

  private EventTypes() {}
}
