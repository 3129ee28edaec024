package io.jsupervisor.daemon.config;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** One process as JSON: options by their names in the file, fully expanded. */
public final class ProgramJson {
  private ProgramJson() {}

  /** Writes an object. */
  public static void write(JsonGenerator json, GroupSpec group, ProcessSpec process)
      throws IOException {
    json.writeStartObject();
    fields(json, group, process, process.environment());
    json.writeEndObject();
  }

  /**
   * Writes the fields into an object that is open.
   *
   * @param environment shown instead of the process's own, where values are masked
   */
  public static void fields(
      JsonGenerator json, GroupSpec group, ProcessSpec process, Map<String, String> environment)
      throws IOException {
    json.writeStringField("group", process.namespec().group());
    json.writeStringField("name", process.namespec().name());
    json.writeStringField("command", process.command());
    json.writeStringField("directory", process.directory().orElse(null));
    json.writeStringField(
        "umask", process.umask().isPresent() ? "%03o".formatted(process.umask().getAsInt()) : null);
    json.writeStringField("user", process.user().map(Account::name).orElse(null));
    json.writeNumberField("priority", process.priority());
    rules(json, process);
    json.writeBooleanField("redirect_stderr", process.redirectStderr());
    log(json, "stdout", process.stdout());
    log(json, "stderr", process.stderr());
    json.writeObjectFieldStart("environment");
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      json.writeStringField(variable.getKey(), variable.getValue());
    }
    json.writeEndObject();
    json.writeStringField("serverurl", process.serverurl().orElse(null));
    kind(json, group.kind());
    extensions(json, process.extensions());
  }

  private static void rules(JsonGenerator json, ProcessSpec process) throws IOException {
    json.writeBooleanField("autostart", process.start().autostart());
    json.writeFieldName("autorestart");
    switch (process.start().autorestart()) {
      case ALWAYS -> json.writeBoolean(true);
      case NEVER -> json.writeBoolean(false);
      case UNEXPECTED -> json.writeString("unexpected");
    }
    json.writeNumberField("startsecs", process.start().startsecs());
    json.writeNumberField("startretries", process.start().startretries());
    json.writeStringField("stopsignal", process.stop().stopsignal().shortName());
    json.writeNumberField("stopwaitsecs", process.stop().stopwaitsecs());
    json.writeBooleanField("stopasgroup", process.stop().stopasgroup());
    json.writeBooleanField("killasgroup", process.stop().killasgroup());
    json.writeArrayFieldStart("exitcodes");
    for (int code : new TreeSet<>(process.start().exitcodes())) {
      json.writeNumber(code);
    }
    json.writeEndArray();
  }

  private static void log(JsonGenerator json, String stream, LogSpec log) throws IOException {
    json.writeStringField(
        stream + "_logfile",
        switch (log.target()) {
          case LogTarget.Auto() -> "AUTO";
          case LogTarget.None() -> null;
          case LogTarget.File(String path) -> path;
        });
    json.writeNumberField(stream + "_logfile_maxbytes", log.maxBytes());
    json.writeNumberField(stream + "_logfile_backups", log.backups());
    json.writeNumberField(stream + "_capture_maxbytes", log.captureMaxBytes());
    json.writeBooleanField(stream + "_events_enabled", log.eventsEnabled());
    json.writeBooleanField(stream + "_syslog", log.syslog());
  }

  private static void kind(JsonGenerator json, GroupSpec.Kind kind) throws IOException {
    switch (kind) {
      case GroupSpec.Kind.Programs() -> {}
      case GroupSpec.Kind.Listeners listeners -> {
        json.writeArrayFieldStart("events");
        for (String event : listeners.events()) {
          json.writeString(event);
        }
        json.writeEndArray();
        json.writeNumberField("buffer_size", listeners.bufferSize());
        json.writeStringField("result_handler", listeners.resultHandler());
      }
      case GroupSpec.Kind.Fastcgi(GroupSpec.FcgiSocket socket) ->
          json.writeStringField("socket", socket.url());
    }
  }

  private static void extensions(JsonGenerator json, Extensions extensions) throws IOException {
    if (extensions.host().isPresent()) {
      json.writeStringField("host", extensions.host().get());
    }
    if (extensions.port().isPresent()) {
      json.writeNumberField("port", extensions.port().getAsInt());
      json.writeStringField("protocol", extensions.protocol());
    }
    Map<String, String> set = extensions.options();
    for (ExtensionOption option : ExtensionOption.OF_PROGRAM) {
      if (set.containsKey(option.name())) {
        json.writeFieldName(option.name());
        extension(json, option.form(), set.get(option.name()));
      }
    }
  }

  /** Of a text that is checked. */
  private static void extension(JsonGenerator json, ExtensionOption.Form form, String text)
      throws IOException {
    switch (form) {
      case PORT, SECONDS, POSITIVE, COUNT, WEIGHT -> json.writeNumber(Numbers.checked(text));
      case POSITIVE_SECONDS -> seconds(json, Double.parseDouble(text));
      case BOOL -> json.writeBoolean(Words.isTrue(text));
      case DEPENDENCIES, NAMES, VARIABLES, PATHS, SECRETS -> list(json, Words.list(text));
      case WAIT_FOR -> list(json, List.of(text.strip().split("\\s+", -1)));
      case HOST,
          PROTOCOL,
          PROBE,
          COMMAND,
          TEXT,
          REQUIRED_TEXT,
          OCTAL,
          METHOD,
          PROXY,
          LISTEN,
          RELOAD,
          SCOPE,
          REMOTE ->
          json.writeString(text);
    }
  }

  /** Whole seconds as a whole number. */
  private static void seconds(JsonGenerator json, double seconds) throws IOException {
    if (seconds == Math.rint(seconds)) {
      json.writeNumber((long) seconds);
    } else {
      json.writeNumber(seconds);
    }
  }

  private static void list(JsonGenerator json, List<String> texts) throws IOException {
    json.writeStartArray();
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
