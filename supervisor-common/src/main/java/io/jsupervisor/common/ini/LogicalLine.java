package io.jsupervisor.common.ini;

/**
 * What is left of a file when comments and continuations are resolved. {@link #tell} is a method of
 * each kind and not a switch over them, because the first such switch of a run costs 10 ms.
 */
sealed interface LogicalLine {
  int line();

  void tell(String file, IniEvents events);

  /** {@code [name]}. */
  record Header(String name, int line) implements LogicalLine {
    @Override
    public void tell(String file, IniEvents events) {
      events.section(name, new Location(file, line));
    }
  }

  /** {@code key=value}: the key in lower case, the lines of the value joined by LF. */
  record Option(String key, String value, int line) implements LogicalLine {
    @Override
    public void tell(String file, IniEvents events) {
      events.option(key, new IniValue(value, new Location(file, line)));
    }
  }
}
