package io.jsupervisor.ctl.client;

/**
 * One process, from the fields of the classic {@code getProcessInfo} and whatever more the server
 * tells.
 */
public record ProcessInfo(Fields fields) {
  public String group() {
    return fields.text("group");
  }

  public String name() {
    return fields.text("name");
  }

  public String displayName() {
    return Target.displayName(group(), name());
  }

  /** The section that defines it; empty where the server does not tell. */
  public String program() {
    return fields.text("program");
  }

  /** 0 when the process does not run. */
  public int pid() {
    return fields.number("pid");
  }

  public String statename() {
    return fields.text("statename");
  }

  public String description() {
    return fields.text("description");
  }

  public boolean isRunning() {
    return fields.number("state") == 20;
  }

  /** STOPPED, EXITED, FATAL or UNKNOWN. */
  public boolean isStopped() {
    int state = fields.number("state");
    return state == 0 || state == 100 || state == 200 || state == 1000;
  }

  /** STARTING, RUNNING or STOPPING: what can be signalled. */
  public boolean isSignallable() {
    int state = fields.number("state");
    return state == 10 || state == 20 || state == 40;
  }
}
