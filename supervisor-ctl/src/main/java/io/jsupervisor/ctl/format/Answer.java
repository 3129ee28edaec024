package io.jsupervisor.ctl.format;

import java.io.IOException;

/** Takes what a command has to say, and writes the form that was asked for. */
public interface Answer {
  /** A line for people only. */
  void line(String text) throws IOException;

  /** A value for programs only. */
  void field(String name, Object value);

  /** An item of a list, for both. */
  void row(String list, Row row) throws IOException;

  /** A list for programs that is there even when nothing is in it. */
  void list(String name);

  /** Bytes of a log, for both; people get them as they are, and a line end. */
  void log(String field, byte[] bytes) throws IOException;

  /** Whether the answer is a stream of text, so that it need not have an end. */
  boolean endless();

  /** Writes out what is held back; the last call. */
  void finish() throws IOException;

  /** Something that went wrong with the command as a whole. */
  default void error(String text) throws IOException {
    error("", "", text);
  }

  /** Something that went wrong with one thing. */
  default void error(String name, String code, String text) throws IOException {
    row("errors", new ErrorRow(name, code, text));
  }
}
