package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.event.FleetEvent;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.streams.Channel;
import io.jsupervisor.daemon.streams.LogTaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Every change as server-sent events, with logs in the same stream where asked. */
final class EventRoutes {
  private static final int MOST_FOLLOWED = 16;

  private final ApiContext context;
  private final StreamSlots streams;
  private final UsageSampler sampler;

  /** A log; {@code offset} where to begin in its file, empty for what comes from now on. */
  private record Followed(Namespec process, Channel channel, OptionalLong offset) {}

  EventRoutes(ApiContext context, StreamSlots streams, UsageSampler sampler) {
    this.context = context;
    this.streams = streams;
    this.sampler = sampler;
  }

  List<Route> routes() {
    return List.of(Route.stream("/api/v1/events", this::stream));
  }

  private void stream(Context request) throws IOException {
    OptionalLong after = lastEvent(request.header("Last-Event-ID"));
    List<Followed> followed = followed(request.queryParam("follow"));
    List<Thread> pumps = new ArrayList<>();
    try (StreamSlots.Slot slot = streams.take(request);
        EventBus.Subscription events = context.events().subscribe(after)) {
      SseStream stream = new SseStream(request);
      Thread main = Thread.currentThread();
      for (Followed log : followed) {
        pumps.add(Thread.startVirtualThread(() -> pump(slot, log, stream, main)));
      }
      if (Requests.flag(request, "usage")) {
        pumps.add(Thread.startVirtualThread(() -> pumpUsage(slot, stream, main)));
      }
      send(slot, events, stream);
    } catch (InterruptedException stopping) {
      // The daemon ends its streams, or a followed log could not be written.
    } finally {
      end(pumps);
    }
  }

  private static void send(StreamSlots.Slot slot, EventBus.Subscription events, SseStream stream)
      throws IOException, InterruptedException {
    boolean unsent = false;
    while (true) {
      slot.goOn();
      switch (events.next(unsent ? 0 : SseStream.QUIET_MILLIS)) {
        case EventBus.Reading.Event(EventBus.Published published) -> {
          FleetEvent event = published.event();
          String id = Long.toString(published.sequence());
          stream.event(type(event), id, json(event), false);
          unsent = true;
        }
        case EventBus.Reading.Reset(long resumeAfter) -> {
          stream.event("reset", Long.toString(resumeAfter), Map.of(), false);
          unsent = true;
        }
        case EventBus.Reading.Nothing() -> {
          if (unsent) {
            stream.flush();
          } else {
            stream.comment();
          }
          unsent = false;
        }
      }
    }
  }

  private void pump(StreamSlots.Slot slot, Followed log, SseStream stream, Thread main) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("namespec", log.process().qualified());
    fields.put("channel", log.channel() == Channel.STDOUT ? "stdout" : "stderr");
    try {
      Optional<Path> file = log.offset().isEmpty() ? Optional.empty() : file(log);
      if (file.isPresent()) {
        FilePump.run(slot, file.get(), log.offset().getAsLong(), stream, fields);
        return;
      }
      try (LogTaps.Tap tap = context.taps().open(log.process(), log.channel())) {
        TapPump.paced(slot, tap, stream, fields);
      }
    } catch (InterruptedException ended) {
      // The request is over.
    } catch (IOException clientGone) {
      main.interrupt();
    }
  }

  private Optional<Path> file(Followed log) {
    ProcessView process = ProcessRoutes.find(context.fleet().snapshot(), log.process().qualified());
    return LogRoutes.logToCome(process, log.channel());
  }

  private void pumpUsage(StreamSlots.Slot slot, SseStream stream, Thread main) {
    try (UsageSampler.Watch watch = sampler.watch()) {
      while (true) {
        slot.goOn();
        stream.text("usage", watch.next().json());
      }
    } catch (InterruptedException ended) {
      // The request is over.
    } catch (IOException clientGone) {
      main.interrupt();
    }
  }

  /** The request's thread outlives its pumps: they write to its response. */
  private static void end(List<Thread> pumps) {
    pumps.forEach(Thread::interrupt);
    for (Thread pump : pumps) {
      try {
        pump.join();
      } catch (InterruptedException again) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static OptionalLong lastEvent(String header) {
    if (header == null || header.isBlank()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(header.strip()));
    } catch (NumberFormatException notOurs) {
      // Not a number of ours: treated as too old, which the client can recover from.
      return OptionalLong.of(-1);
    }
  }

  private List<Followed> followed(String query) {
    List<Followed> followed = new ArrayList<>();
    for (String item : query == null ? new String[0] : query.split(",", -1)) {
      if (item.isBlank()) {
        continue;
      }
      int slash = item.lastIndexOf('/');
      String name = slash < 0 ? item : item.substring(0, slash);
      String[] rest = (slash < 0 ? "stdout" : item.substring(slash + 1)).split("@", 2);
      Channel channel = LogRoutes.channel(rest[0]);
      OptionalLong offset = rest.length == 1 ? OptionalLong.empty() : offset(rest[1]);
      Namespec process =
          ProcessRoutes.find(context.fleet().snapshot(), name.strip()).spec().namespec();
      followed.add(new Followed(process, channel, offset));
    }
    if (followed.size() > MOST_FOLLOWED) {
      throw Problem.badRequest(
              "one stream follows " + MOST_FOLLOWED + " logs at most, not " + followed.size())
          .refusal();
    }
    return followed;
  }

  private static OptionalLong offset(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException notNumber) {
      throw Problem.badRequest("follow: @" + text + " is no offset (example: web:web_00/stdout@0)")
          .refusal();
    }
  }

  private static String type(FleetEvent event) {
    return switch (event) {
      case FleetEvent.StateChange ignored -> "state";
      case FleetEvent.ReadinessChange ignored -> "readiness";
      case FleetEvent.SupervisorChange ignored -> "supervisor";
      case FleetEvent.GroupChange ignored -> "group";
      case FleetEvent.ProcessChange ignored -> "process";
      case FleetEvent.RollProgress ignored -> "operation";
      case FleetEvent.RollEnd ignored -> "operation";
      case FleetEvent.ConfigRead ignored -> "config";
      case FleetEvent.UpstreamChange ignored -> "upstream";
    };
  }

  private static Map<String, Object> json(FleetEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("time", event.time());
    switch (event) {
      case FleetEvent.StateChange change -> {
        json.put("namespec", change.namespec().qualified());
        json.put("group", change.namespec().group());
        json.put("name", change.namespec().name());
        json.put("from", change.from());
        json.put("to", change.to());
        json.put("pid", change.pid());
        json.put("cause", change.cause());
      }
      case FleetEvent.ReadinessChange change -> {
        json.put("namespec", change.namespec().qualified());
        json.put("group", change.namespec().group());
        json.put("name", change.namespec().name());
        json.put("ready", change.ready());
        json.put("why", change.why());
      }
      case FleetEvent.SupervisorChange change -> {
        json.put("state", change.state());
        json.put("statecode", change.statecode());
      }
      case FleetEvent.GroupChange change -> {
        json.put("group", change.group());
        json.put("change", change.change().word());
      }
      case FleetEvent.ProcessChange change -> {
        json.put("namespec", change.namespec().qualified());
        json.put("change", change.change().word());
      }
      case FleetEvent.RollProgress progress -> {
        json.put("id", progress.id());
        json.put("kind", progress.kind());
        json.put("namespec", progress.namespec().qualified());
        json.put("phase", progress.phase());
      }
      case FleetEvent.RollEnd end -> {
        json.put("id", end.id());
        json.put("kind", end.kind());
        json.put("outcome", end.outcome());
        json.put("reason", end.reason());
      }
      case FleetEvent.UpstreamChange change -> {
        json.put("upstream", change.upstream());
        json.put("in", change.in());
        json.put("instances", change.instances());
        json.put("problem", change.problem().isEmpty() ? null : change.problem());
      }
      case FleetEvent.ConfigRead read -> {
        json.put("added", read.added());
        json.put("changed", read.changed());
        json.put("removed", read.removed());
      }
    }
    return json;
  }
}
