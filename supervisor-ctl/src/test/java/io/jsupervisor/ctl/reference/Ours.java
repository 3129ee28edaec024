package io.jsupervisor.ctl.reference;

import io.jsupervisor.ctl.main.JSupervisorCtl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Our program, run inside the test. */
final class Ours {
  private Ours() {}

  static Ran run(String typed, List<String> args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setProperty("jsupervisor.argv0", "supervisorctl");
    int code =
        JSupervisorCtl.run(
            args.toArray(String[]::new),
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
            out,
            err);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
