package io.jsupervisor.ctl.client;

/**
 * What a request came to for one process.
 *
 * @param code the classic code; 80 (SUCCESS) when it did what was asked
 * @param description the classic fault text, {@code OK} on success
 * @param state the state afterwards; empty when the server does not tell
 */
public record Outcome(String group, String name, int code, String description, String state) {
  public Fault fault() {
    return Fault.of(code);
  }

  public boolean ok() {
    return code == Fault.SUCCESS.code();
  }

  /** How the classic tool shows the process. */
  public String displayName() {
    return Target.displayName(group, name);
  }
}
