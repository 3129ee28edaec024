package io.jsupervisor.common.ini;

/** What a file says, in order. */
interface IniEvents {
  void section(String name, Location at);

  void option(String key, IniValue value);
}
