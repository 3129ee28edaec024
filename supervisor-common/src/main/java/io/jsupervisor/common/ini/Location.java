package io.jsupervisor.common.ini;

/**
 * Where a text stands.
 *
 * @param file as it was named when it was read
 * @param line counted from 1; 0 for the file as a whole
 */
public record Location(String file, int line) {
  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
