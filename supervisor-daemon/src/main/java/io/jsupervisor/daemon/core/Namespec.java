package io.jsupervisor.daemon.core;

/** The full name of one process: its group and its name in the group. */
public record Namespec(String group, String name) implements Comparable<Namespec> {
  /** What people read and type: {@code group:name}, or {@code name} alone where both are equal. */
  public String display() {
    return group.equals(name) ? name : qualified();
  }

  /** Always {@code group:name}. */
  public String qualified() {
    return group + ":" + name;
  }

  /** Whether a text is {@link #qualified}. */
  public boolean isQualified(String text) {
    return text.length() == group.length() + 1 + name.length()
        && text.startsWith(group)
        && text.charAt(group.length()) == ':'
        && text.endsWith(name);
  }

  @Override
  public int compareTo(Namespec other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return display();
  }
}
