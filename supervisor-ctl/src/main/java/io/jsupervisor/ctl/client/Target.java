package io.jsupervisor.ctl.client;

/** What a user names on the command line. */
public sealed interface Target {
  /** Every process. */
  record All() implements Target {
    @Override
    public boolean names(String group, String name) {
      return true;
    }

    @Override
    public String namespec() {
      return "all";
    }
  }

  /** All processes of a group. */
  record Group(String name) implements Target {
    @Override
    public boolean names(String otherGroup, String process) {
      return name.equals(otherGroup);
    }

    @Override
    public String namespec() {
      return name + ":*";
    }
  }

  /**
   * One process.
   *
   * @param typed the name as the user gave it, which fault texts repeat
   */
  record One(String typed, String group, String name) implements Target {
    @Override
    public boolean names(String otherGroup, String process) {
      return group.equals(otherGroup) && name.equals(process);
    }

    @Override
    public String namespec() {
      return group + ":" + name;
    }
  }

  /**
   * By the classic rules: {@code name} is the process of that name in the group of that name,
   * {@code group:} and {@code group:*} are whole groups. The word {@code all} is the caller's
   * business.
   */
  static Target of(String typed) {
    int colon = typed.indexOf(':');
    if (colon < 0) {
      return new One(typed, typed, typed);
    }
    String group = typed.substring(0, colon);
    String name = typed.substring(colon + 1);
    return name.isEmpty() || name.equals("*") ? new Group(group) : new One(typed, group, name);
  }

  /**
   * As {@link #of}, for requests that only know single processes.
   *
   * @throws FaultException BAD_NAME, as the classic server answers, when a group is named
   */
  static One one(String typed) throws FaultException {
    if (of(typed) instanceof One one) {
      return one;
    }
    throw new FaultException(Fault.BAD_NAME.code(), "BAD_NAME: " + typed);
  }

  /** Whether a process is meant. */
  boolean names(String group, String name);

  /** As the API writes it. */
  String namespec();

  /** How the classic tool shows a process. */
  static String displayName(String group, String name) {
    return group.equals(name) ? name : group + ":" + name;
  }
}
