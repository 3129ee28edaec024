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
    Map<String, String> environment,
    String identifier) {
  public SupervisordSection {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
