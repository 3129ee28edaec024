package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All machines of the fleet: lists them and their processes, and asks one of them. */
final class Fleet implements Command {
  private static final String USAGE =
      "Error: fleet takes status, nodes, or tail, start, stop, restart, signal and NODE:NAME";

  @Override
  public String help() {
    return """
    fleet status [<node> ...]\tGet all process status info of all machines, or of some
    fleet nodes\t\t\tList the machines
    fleet tail [-f|-N] <node>:<name> [stdout|stderr]\tThe end of a log, from that machine
    fleet start|stop|restart <node>:<name> ...\tThe same action there
    fleet signal <signal> <node>:<name> ...
    What is asked of another machine goes to its own HTTP server, with fleet_username and
    fleet_password of [supervisorctl].\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    List<String> words = new ArrayList<>(Session.words(argument));
    if (words.isEmpty()) {
      session.misused(this, USAGE, ExitCode.GENERIC);
      return;
    }
    String word = words.removeFirst();
    switch (word) {
      case "status" -> status(session, words);
      case "nodes" -> nodes(session);
      case "tail", "start", "stop", "restart", "signal" -> there(session, word, words);
      default -> session.misused(this, USAGE, ExitCode.GENERIC);
    }
  }

  private static void status(Session session, List<String> names) throws IOException {
    session.answer().list("instances");
    if (!session.upcheck()) {
      session.exitCode(ExitCode.STATUS_UNKNOWN);
      return;
    }
    Fields fleet = fleet(session);
    List<Fields> nodes = Fields.listOf(fleet.value("nodes"));
    for (String name : names) {
      node(session, nodes, name);
    }
    List<Fields> shown = new ArrayList<>();
    for (Fields instance : Fields.listOf(fleet.value("instances"))) {
      if (names.isEmpty() || names.contains(instance.text("node"))) {
        shown.add(instance);
      }
    }
    for (FleetRow row : FleetRow.rows(shown)) {
      session.answer().row("instances", row);
    }
  }

  private static void nodes(Session session) throws IOException {
    session.answer().list("nodes");
    if (!session.upcheck()) {
      session.exitCode(ExitCode.STATUS_UNKNOWN);
      return;
    }
    for (FleetNodeRow row : FleetNodeRow.rows(Fields.listOf(fleet(session).value("nodes")))) {
      session.answer().row("nodes", row);
    }
  }

  /** People are told on the side that what follows may be old; programs find it in the answer. */
  private static Fields fleet(Session session) throws IOException {
    Fields fleet = session.daemon().fleet();
    for (String name : List.of("cluster", "node", "connected", "since", "problem")) {
      session.answer().field(name, fleet.value(name));
    }
    if (!fleet.flag("connected") && session.answer().endless()) {
      session
          .terminal()
          .complain(
              "jsupervisorctl: the fleet's store is away ("
                  + fleet.text("problem")
                  + "); what follows was so"
                  + (fleet.value("since") == null ? "" : " at " + fleet.text("since")));
    }
    return fleet;
  }

  /** One session a machine, one command for all that is asked of it. */
  private static void there(Session session, String word, List<String> words) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    int at = 0;
    while (at < words.size() && words.get(at).indexOf(':') < 0) {
      at++;
    }
    if (at == words.size()) {
      session.answer().error("Error: fleet " + word + " requires <node>:<name>");
      session.exitCode(ExitCode.GENERIC);
      return;
    }
    List<Fields> nodes = Fields.listOf(session.daemon().fleet().value("nodes"));
    boolean tail = word.equals("tail");
    List<String> behind = tail ? words.subList(at + 1, words.size()) : List.of();
    for (String named : tail ? List.of(words.get(at)) : words.subList(at, words.size())) {
      List<String> line = new ArrayList<>(words.subList(0, at));
      int colon = named.indexOf(':');
      if (colon < 1 || colon == named.length() - 1) {
        session.answer().error(named, "BAD_NAME", named + ": ERROR (write NODE:NAME)");
        session.exitCode(ExitCode.GENERIC);
        continue;
      }
      line.add(named.substring(colon + 1));
      line.addAll(behind);
      Fields node = node(session, nodes, named.substring(0, colon));
      if (node != null) {
        ask(session, node, word, String.join(" ", line));
      }
    }
  }

  private static Fields node(Session session, List<Fields> nodes, String name) throws IOException {
    for (Fields node : nodes) {
      if (node.text("name").equals(name)) {
        return node;
      }
    }
    session.answer().error(name, "BAD_NAME", name + ": ERROR (no such node)");
    session.exitCode(ExitCode.GENERIC);
    return null;
  }

  private static void ask(Session session, Fields node, String word, String line)
      throws IOException {
    if (node.flag("self")) {
      Commands.run(session, word + " " + line);
      return;
    }
    if (node.value("api") == null) {
      session
          .answer()
          .error(
              node.text("name"),
              "NO_API",
              node.text("name")
                  + ": ERROR (it has no [inet_http_server] that other machines can reach)");
      session.exitCode(ExitCode.GENERIC);
      return;
    }
    try (Session there = session.at(node.text("api"))) {
      Commands.run(there, word + " " + line);
      if (there.exitCode() != ExitCode.SUCCESS) {
        session.exitCode(there.exitCode());
      }
    }
  }
}
