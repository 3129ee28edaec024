package io.jsupervisor.daemon.core;

import java.util.List;

/**
 * A user to run as.
 *
 * @param name the login name
 * @param groups the supplementary groups: the primary first, then every group that lists the user
 */
public record Account(String name, int uid, int gid, List<Integer> groups) {
  public Account {
    groups = List.copyOf(groups);
  }
}
