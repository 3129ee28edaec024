package io.jsupervisor.daemon.fleet;

/** What a request is about, as users name it. */
public sealed interface Target {
  record All() implements Target {}

  record Group(String group) implements Target {}

  record One(String group, String name) implements Target {}

  /**
   * Parses {@code all}, {@code group:*} (or {@code group:}), {@code group:name}, and {@code name},
   * which means {@code name:name}.
   */
  static Target parse(String text) {
    if (text.equals("all")) {
      return new All();
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new One(text, text);
    }
    String group = text.substring(0, colon);
    String name = text.substring(colon + 1);
    return name.isEmpty() || name.equals("*") ? new Group(group) : new One(group, name);
  }
}
