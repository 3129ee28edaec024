package io.jsupervisor.it;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a machine of a fleet is: an address, and what is put before a command so that it runs
 * there.
 */
record Place(String address, List<String> prefix) {
  /** All are on the loopback address. */
  static final Place HERE = new Place("127.0.0.1", List.of());

  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(words);
    return command;
  }
}
