package io.jsupervisor.ctl.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The classic text, in UTF-8. */
public final class TextAnswer implements Answer {
  private final OutputStream out;

  public TextAnswer(OutputStream out) {
    this.out = out;
  }

  @Override
  public void line(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  @Override
  public void field(String name, Object value) {
    // People get the same by line().
  }

  @Override
  public void row(String list, Row row) throws IOException {
    line(row.text());
  }

  @Override
  public void list(String name) {
    // An empty list is no line.
  }

  @Override
  public void log(String field, byte[] bytes) throws IOException {
    out.write(bytes);
    out.write('\n');
  }

  @Override
  public boolean endless() {
    return true;
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }
}
