package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.Arrays;
import java.util.Locale;

/**
 * A child's line as an entry of systemd's journal, in its native protocol: fields as lines of
 * {@code NAME=value}. A line holds no line end, so the protocol's other form is not needed.
 */
final class JournalEntry {
  private static final String INFO = "6";
  private static final String ERROR = "3";

  /** Everything but the message, which is the same for all lines of a stream. */
  private final byte[] fields;

  JournalEntry(ProcessSpec process, Pid pid, Channel channel) {
    String name = process.namespec().name();
    this.fields =
        ("SYSLOG_IDENTIFIER="
                + oneLine(name)
                + "\nSYSLOG_PID="
                + pid.value()
                + "\nPRIORITY="
                + (channel == Channel.STDOUT ? INFO : ERROR)
                + "\nJSUPERVISOR_PROGRAM="
                + oneLine(process.program())
                + "\nJSUPERVISOR_GROUP="
                + oneLine(process.namespec().group())
                + "\nJSUPERVISOR_STREAM="
                + channel.name().toLowerCase(Locale.ROOT)
                + "\nMESSAGE=")
            .getBytes(UTF_8);
  }

  /** A name that smuggled a line end in would bring fields of its own. */
  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  byte[] of(byte[] line) {
    byte[] entry = Arrays.copyOf(fields, fields.length + line.length + 1);
    System.arraycopy(line, 0, entry, fields.length, line.length);
    entry[entry.length - 1] = '\n';
    return entry;
  }
}
