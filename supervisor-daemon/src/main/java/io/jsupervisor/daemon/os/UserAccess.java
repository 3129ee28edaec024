package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the permission bits alone grant another user. Access lists may grant more. */
final class UserAccess {
  /** Whether the bits let the user enter the plan's directory and execute its file. */
  static boolean surelyGranted(Account user, LaunchPlan plan, DaemonFacts facts) {
    return plan.directory().map(name -> reaches(user, facts, name)).orElse(true)
        && reaches(user, facts, plan.file());
  }

  private static boolean reaches(Account user, DaemonFacts facts, String name) {
    try {
      for (Path path = facts.directory().resolve(name).toRealPath();
          path != null;
          path = path.getParent()) {
        if (!execute(user, Files.readAttributes(path, "unix:mode,uid,gid"))) {
          return false;
        }
      }
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static boolean execute(Account user, Map<String, Object> attributes) {
    int mode = (Integer) attributes.get("mode");
    int uid = (Integer) attributes.get("uid");
    int gid = (Integer) attributes.get("gid");
    int bit =
        uid == user.uid() ? 0100 : gid == user.gid() || user.groups().contains(gid) ? 0010 : 0001;
    return (mode & bit) != 0;
  }

  private UserAccess() {}
}
