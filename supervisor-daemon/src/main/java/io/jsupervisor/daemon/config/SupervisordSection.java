package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Account;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code [supervisord]}, with the command line over it. Paths of {@code logfile} and {@code
 * pidfile} are absolute; sizes are bytes.
 *
 * @param logfile a path, or {@code syslog}
 * @param stateDir where what outlives the daemon is kept, absolute; made when it is needed
 * @param directory entered when the daemon goes to the background
 * @param user to become; empty stays who it is
 * @param umask taken when the daemon goes to the background
 * @param childrenOutput how children's lines look on the daemon's own standard output
 * @param childrenOutputTimes with the time of each
 * @param environment of the children, before their own
 */
public record SupervisordSection(
    String logfile,
    long logfileMaxbytes,
    int logfileBackups,
    LogLevel loglevel,
    String pidfile,
    int umask,
    boolean nodaemon,
    boolean silent,
    int minfds,
    int minprocs,
    boolean nocleanup,
    String childlogdir,
    String stateDir,
    Optional<Account> user,
    Optional<String> directory,
    boolean stripAnsi,
    ChildrenOutput childrenOutput,
    boolean childrenOutputTimes,
    Map<String, String> environment,
    String identifier) {
  /** The forms of {@code children_output}. */
  public enum ChildrenOutput {
    /** The bytes as they came, as the classic tool passes them on. */
    RAW,
    /** The name of the process before each line. */
    PREFIX,
    /** An object per line. */
    JSON
  }

  public SupervisordSection {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
