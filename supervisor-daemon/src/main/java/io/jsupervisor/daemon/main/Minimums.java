package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.SupervisordSection;
import io.jsupervisor.daemon.os.posix.Limits;
import io.jsupervisor.daemon.os.posix.Limits.Outcome;
import io.jsupervisor.daemon.os.posix.Limits.Resource;
import java.util.List;

/** {@code minfds} and {@code minprocs}: limits that are raised at the start, or the start fails. */
final class Minimums {
  /** A pidfd, three pipes and two logs. */
  private static final int DESCRIPTORS_A_PROCESS = 6;

  private static final int DESCRIPTORS_OF_OUR_OWN = 256;

  private static final String DESCRIPTORS_SHORT =
      "The minimum number of file descriptors required to run this process is %d as per the"
          + " \"minfds\" command-line argument or config file setting. The current environment will"
          + " only allow you to open %d file descriptors.  Either raise the number of usable file"
          + " descriptors in your environment (see README.rst) or lower the minfds setting in the"
          + " config file to allow the process to start.";

  private static final String PROCESSES_SHORT =
      "The minimum number of available processes required to run this program is %d as per the"
          + " \"minprocs\" command-line argument or config file setting. The current environment"
          + " will only allow you to open %d processes.  Either raise the number of usable"
          + " processes in your environment (see README.rst) or lower the minprocs setting in the"
          + " config file to allow the program to start.";

  private Minimums() {}

  /**
   * Raises what is too low.
   *
   * @param infos gets the lines for the main log
   */
  static void reach(Configuration configuration, List<String> infos) throws StartException {
    SupervisordSection section = configuration.supervisord();
    reach(Resource.DESCRIPTORS, "RLIMIT_NOFILE", section.minfds(), DESCRIPTORS_SHORT, infos);
    reach(Resource.PROCESSES, "RLIMIT_NPROC", section.minprocs(), PROCESSES_SHORT, infos);
    reachForFleet(configuration, infos);
  }

  private static void reach(
      Resource resource, String name, int minimum, String refused, List<String> infos)
      throws StartException {
    switch (Limits.atLeast(resource, minimum)) {
      case Outcome.Enough() -> {}
      case Outcome.Raised(long soft) -> infos.add("Increased " + name + " limit to " + soft);
      case Outcome.Refused(long hard) -> throw new StartException(refused.formatted(minimum, hard));
    }
  }

  /** What the configured processes need, as far as the hard limit goes; less is no error yet. */
  private static void reachForFleet(Configuration configuration, List<String> infos) {
    long processes = configuration.groups().stream().mapToLong(g -> g.processes().size()).sum();
    long needed = DESCRIPTORS_OF_OUR_OWN + processes * DESCRIPTORS_A_PROCESS;
    long hard = Limits.get(Resource.DESCRIPTORS).hard();
    long wanted = hard == Limits.UNLIMITED ? needed : Math.min(needed, hard);
    if (Limits.atLeast(Resource.DESCRIPTORS, wanted) instanceof Outcome.Raised(long soft)) {
      infos.add("Increased RLIMIT_NOFILE limit to " + soft);
    }
  }
}
