package io.jsupervisor.ctl.client;

/**
 * One process of the configuration that was read last.
 *
 * @param inuse whether its group is active
 */
public record ProgramInfo(
    String group,
    String name,
    boolean inuse,
    boolean autostart,
    int groupPriority,
    int processPriority) {
  public String displayName() {
    return Target.displayName(group, name);
  }
}
