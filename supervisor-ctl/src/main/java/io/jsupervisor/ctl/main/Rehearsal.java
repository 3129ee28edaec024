package io.jsupervisor.ctl.main;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Several command lines in one JVM, for the training of the AOT cache (JEP 514). Every class of the
 * cache is loaded by every start, needed or not (some 50 µs each), so it is to have what one-shot
 * commands need, and nothing of the conversation with a person.
 */
public final class Rehearsal {
  private static final String SEPARATOR = "--";

  private Rehearsal() {}

  /**
   * Runs each command line; what they answer does not matter.
   *
   * @param args options of all of them, {@code --}, then one command line in each argument
   */
  public static void main(String[] args) {
    List<String> all = List.of(args);
    int separator = all.indexOf(SEPARATOR);
    BufferedOutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 16 * 1024);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    for (String line : all.subList(separator + 1, all.size())) {
      List<String> words = new ArrayList<>(all.subList(0, Math.max(separator, 0)));
      words.addAll(List.of(line.split(" ")));
      JSupervisorCtl.run(words.toArray(String[]::new), InputStream.nullInputStream(), out, err);
    }
  }
}
