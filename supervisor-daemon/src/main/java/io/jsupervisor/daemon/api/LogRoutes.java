package io.jsupervisor.daemon.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.streams.Channel;
import io.jsupervisor.daemon.streams.LogTaps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logs: by range, followed as server-sent events, and the classic raw tails. Files are only those
 * that the fleet's snapshot names; no name of a request becomes a path.
 */
final class LogRoutes {
  private static final long MOST_BYTES = 16L * 1024 * 1024;
  private static final long TAIL_START = -1024;
  private static final String LOG = "/api/v1/processes/{namespec}/log/{channel}";

  private final ApiContext context;
  private final StreamSlots streams;

  LogRoutes(ApiContext context, StreamSlots streams) {
    this.context = context;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.get(LOG, request -> read(request, required(processLog(request)))),
        Route.stream(LOG + "/follow", this::followProcess),
        Route.get("/api/v1/log", request -> read(request, required(mainLog()))),
        Route.stream("/api/v1/log/follow", request -> follow(request, required(mainLog()))),
        Route.stream("/logtail/{namespec}", this::tailProcess),
        Route.stream("/logtail/{namespec}/{channel}", this::tailProcess),
        Route.stream("/mainlogtail", request -> tail(request, mainLog())));
  }

  /**
   * The classic tool looks at the beginning of these paths only (spec section 12, 51), takes GET
   * alone, and does not know 405.
   */
  void register(RoutesConfig routes) {
    routes.addHttpHandler(HandlerType.GET, "/logtail", LogRoutes::nameless);
    routes.addHttpHandler(HandlerType.GET, "/logtail<rest>", this::tailByPrefix);
    routes.addHttpHandler(
        HandlerType.GET, "/mainlogtail<rest>", request -> tail(request, mainLog()));
    for (String method : List.of("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
      HandlerType type = HandlerType.findOrCreate(method);
      routes.addHttpHandler(type, "/logtail", REFUSE);
      routes.addHttpHandler(type, "/logtail<rest>", REFUSE);
      routes.addHttpHandler(type, "/mainlogtail<rest>", REFUSE);
      if (!method.equals("HEAD")) { // which comes with the route for GET
        routes.addHttpHandler(type, "/mainlogtail", REFUSE);
      }
    }
  }

  /** The answer to everything but GET, HEAD too. */
  static final Handler REFUSE =
      request -> {
        throw Problem.badRequest("logs are followed with GET").refusal();
      };

  private static void nameless(Context request) {
    refuseEndingSlash(request);
    throw Problem.of(
            "internal",
            "Internal error",
            500,
            "name a process: /logtail/NAME or /logtail/NAME/stderr")
        .refusal();
  }

  /** The router takes a slash at the end for nothing; here it is the begin of an empty name. */
  private static void refuseEndingSlash(Context request) {
    if (request.path().endsWith("/")) {
      throw Problem.notFound("a name is missing behind the last slash").refusal();
    }
  }

  private void tailProcess(Context request) throws IOException {
    refuseEndingSlash(request);
    tail(request, processLog(request));
  }

  /** Whatever stands before the second slash: {@code /logtailing/web/stderr}. */
  private void tailByPrefix(Context request) throws IOException {
    refuseEndingSlash(request);
    String[] words = request.pathParam("rest").split("/", 3);
    if (words.length < 2) {
      nameless(request);
      return;
    }
    ProcessView process = ProcessRoutes.find(context.fleet().snapshot(), words[1]);
    tail(request, logOf(process, channel(words.length == 3 ? words[2] : "stdout")));
  }

  private Optional<Path> mainLog() {
    return context.mainLog().filter(Files::isRegularFile);
  }

  private Optional<Path> processLog(Context request) {
    return logOf(process(request), channel(request));
  }

  /** The log file of a stream; a device or pipe is none, as opening it could block. */
  static Optional<Path> logOf(ProcessView process, Channel channel) {
    return named(process, channel).filter(Files::isRegularFile);
  }

  /** The same, also where the file is not there yet: the process was never started. */
  static Optional<Path> logToCome(ProcessView process, Channel channel) {
    return named(process, channel).filter(log -> Files.isRegularFile(log) || Files.notExists(log));
  }

  private static Optional<Path> named(ProcessView process, Channel channel) {
    String file =
        switch (channel) {
          case STDOUT -> process.stdoutLogfile();
          case STDERR -> process.stderrLogfile();
        };
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  private ProcessView process(Context request) {
    return ProcessRoutes.find(context.fleet().snapshot(), request.pathParam("namespec"));
  }

  private static Channel channel(Context request) {
    return channel(request.pathParamMap().getOrDefault("channel", "stdout"));
  }

  /** The channel of a name. */
  static Channel channel(String name) {
    return switch (name) {
      case "stdout" -> Channel.STDOUT;
      case "stderr" -> Channel.STDERR;
      default ->
          throw Problem.notFound("a process has the logs stdout and stderr, not " + name).refusal();
    };
  }

  private static Path required(Optional<Path> log) {
    return log.orElseThrow(
        () ->
            Problem.of(Fault.NO_FILE, "there is no log file; set a logfile, or follow the stream")
                .refusal());
  }

  private static void read(Context request, Path log) throws IOException {
    long offset = Requests.number(request, "offset").orElse(0);
    long length = Requests.number(request, "length").orElse(0);
    if (length < 0) {
      throw Problem.of(Fault.BAD_ARGUMENTS, "length=" + length + " is negative; 0 means the rest")
          .refusal();
    }
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
      long size = file.size();
      long from = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
      long rest = Math.min(size - from, MOST_BYTES);
      long count = length == 0 ? rest : Math.min(length, rest);
      request
          .contentType("application/octet-stream")
          .header("Cache-Control", "no-store")
          .header("Log-Offset", Long.toString(from))
          .header("Log-Next-Offset", Long.toString(from + count))
          .header("Log-Size", Long.toString(size));
      request.res().setContentLengthLong(count);
      if (request.method().name().equals("GET")) {
        copy(file, from, count, request.res().getOutputStream());
      }
    }
  }

  /** Piece by piece: many readers of large logs must not fill the memory. */
  private static void copy(FileChannel file, long from, long count, OutputStream out)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    long position = from;
    while (position < from + count) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), from + count - position));
      int read = file.read(buffer, position);
      if (read < 0) {
        throw new IOException("the log was cleared while it was read");
      }
      out.write(buffer.array(), 0, read);
      position += read;
    }
  }

  private void followProcess(Context request) throws IOException, InterruptedException {
    ProcessView process = process(request);
    Channel channel = channel(request);
    Optional<Path> log = logOf(process, channel);
    if (log.isPresent()) {
      follow(request, log.get());
      return;
    }
    // Without a file there is no past, but the stream itself can be heard.
    Namespec name = process.spec().namespec();
    try (StreamSlots.Slot slot = streams.take(request);
        LogTaps.Tap tap = context.taps().open(name, channel)) {
      SseStream stream = new SseStream(request);
      TapPump.plain(slot, tap, stream);
    } catch (InterruptedException stopping) {
      // The daemon ends its streams.
    }
  }

  private void follow(Context request, Path log) throws IOException {
    long offset = Requests.number(request, "offset").orElse(TAIL_START);
    try (StreamSlots.Slot slot = streams.take(request);
        FileFollower file = new FileFollower(log, offset)) {
      SseStream stream = new SseStream(request);
      Utf8Pieces text = new Utf8Pieces();
      while (true) {
        slot.goOn();
        switch (file.next(SseStream.QUIET_MILLIS)) {
          case BYTES -> {
            String piece = text.text(file.bytes());
            if (!piece.isEmpty()) {
              stream.event("", Map.of("data", piece));
            }
          }
          case RESTARTED -> {
            text.reset();
            stream.event("reset", Map.of());
          }
          case NOTHING -> stream.comment();
        }
      }
    } catch (InterruptedException stopping) {
      // The daemon ends its streams.
    }
  }

  /** The endless raw answer of the classic tool: {@code tail -f} of its CLI reads it (spec 7.1). */
  private void tail(Context request, Optional<Path> log) throws IOException {
    Path path = required(log);
    try (StreamSlots.Slot slot = streams.take(request);
        FileFollower file = new FileFollower(path, TAIL_START)) {
      request
          .header(
              "Last-Modified",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  Files.getLastModifiedTime(path).toInstant().atOffset(ZoneOffset.UTC)))
          .contentType("text/plain;charset=utf-8")
          .header("X-Accel-Buffering", "no");
      OutputStream out = request.res().getOutputStream();
      out.flush();
      long idle = Connections.idleMillis(request, 0);
      while (true) {
        slot.goOn();
        if (file.next(SseStream.QUIET_MILLIS) == FileFollower.News.BYTES) {
          Connections.idleMillis(request, idle);
          out.write(file.bytes());
          out.flush();
          Connections.idleMillis(request, 0);
        } else if (Connections.closed(request)) {
          return;
        }
      }
    } catch (InterruptedException stopping) {
      // The daemon ends its streams.
    }
  }
}
