package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.client.Target;
import io.jsupervisor.ctl.format.Answer;
import io.jsupervisor.ctl.format.Row;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints the pid of the daemon or of processes. */
final class Pid implements Command {
  @Override
  public String help() {
    return """
    pid\t\t\tGet the PID of supervisord.
    pid <name>\t\tGet the PID of a single child process by name.
    pid all\t\t\tGet the PID of every child process, one per line.\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> names = Session.words(argument);
    Answer answer = session.answer();
    if (names.isEmpty()) {
      int pid = session.daemon().pid();
      answer.line(String.valueOf(pid));
      answer.field("pid", pid);
      return;
    }
    answer.list("processes");
    if (names.contains("all")) {
      for (ProcessInfo process : session.daemon().processes()) {
        answer.row("processes", new PidRow(process));
      }
      return;
    }
    for (String name : names) {
      printPid(session, name);
    }
  }

  private static void printPid(Session session, String name) throws IOException {
    try {
      ProcessInfo process = session.daemon().process(Target.one(name));
      session.answer().row("processes", new PidRow(process));
      if (process.pid() == 0) {
        session.exitCode(ExitCode.NOT_RUNNING);
      }
    } catch (FaultException e) {
      if (e.fault() != Fault.BAD_NAME) {
        throw e;
      }
      session.answer().error(name, e.fault().name(), "No such process " + name);
      session.exitCode(ExitCode.GENERIC);
    }
  }

  private record PidRow(ProcessInfo process) implements Row {
    @Override
    public String text() {
      return String.valueOf(process.pid());
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("namespec", process.group() + ":" + process.name());
      fields.put("pid", process.pid());
      return fields;
    }
  }
}
