package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fields;
import io.jsupervisor.ctl.format.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints upstreams as a proxy's configuration, and says what is wrong with them. */
final class Upstream implements Command {
  private static final String OPTION = "--proxy";

  @Override
  public String help() {
    return """
    upstream\t\t\tPrint every upstream as its proxy's file has it
    upstream <name>\t\tThe same of one
    upstream [<name>] --proxy <proxy>\tAs nginx, apache or haproxy would have it
    With --json: who is in, ready, draining, and its connections.
    Exits with 1 when a proxy could not be told.\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> words = new ArrayList<>(Session.words(argument));
    String proxy = "own";
    int option = words.indexOf(OPTION);
    if (option >= 0 && option + 1 < words.size()) {
      proxy = words.remove(option + 1);
      words.remove(option);
    }
    if (words.size() > 1 || words.contains(OPTION)) {
      session.misused(
          this,
          "Error: upstream takes a name and --proxy with nginx, apache or haproxy",
          ExitCode.GENERIC);
      return;
    }
    show(session, words.isEmpty() ? "" : words.getFirst(), proxy);
  }

  private static void show(Session session, String name, String proxy) throws IOException {
    session.answer().list("upstreams");
    boolean known = name.isEmpty();
    for (Fields upstream : session.daemon().upstreams()) {
      String here = upstream.text("name");
      if (name.isEmpty() || name.equals(here)) {
        known = true;
        String text = session.daemon().upstreamText(here, proxy);
        session.answer().row("upstreams", new UpstreamRow(upstream, text));
        if (upstream.value("problem") != null) {
          String detail = Fields.of(upstream.value("problem")).text("detail");
          session
              .answer()
              .error(here, "NOT_APPLIED", here + ": ERROR (not applied: " + detail + ")");
          session.exitCode(ExitCode.GENERIC);
        }
      }
    }
    if (!known) {
      session.answer().error(name, "BAD_NAME", name + ": ERROR (no such upstream)");
      session.exitCode(ExitCode.GENERIC);
    }
  }

  private record UpstreamRow(Fields upstream, String file) implements Row {
    @Override
    public String text() {
      return file.stripTrailing();
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>(upstream.values());
      fields.put("text", file);
      return fields;
    }
  }
}
