package io.jsupervisor.ctl.format;

import java.util.Map;

/** One item of an answer, which knows both of its forms. */
public interface Row {
  /** The classic line, without its line end. */
  String text();

  /** The fields in the order printed: strings, numbers, booleans, lists, maps or null. */
  Map<String, Object> fields();
}
