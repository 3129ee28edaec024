package io.jsupervisor.daemon.log;

/**
 * The daemon's own log, as every room sees it. Any thread; a call only queues the line, so it never
 * blocks on a disk.
 */
public interface DaemonLog {
  void log(Level level, String message);

  /** Whether lines of this level are written at all; asked before a costly message is made. */
  boolean isEnabled(Level level);

  default void critical(String message) {
    log(Level.CRITICAL, message);
  }

  default void error(String message) {
    log(Level.ERROR, message);
  }

  default void warn(String message) {
    log(Level.WARN, message);
  }

  default void info(String message) {
    log(Level.INFO, message);
  }

  default void debug(String message) {
    log(Level.DEBUG, message);
  }

  /** The levels of {@code loglevel=}, most severe first. */
  enum Level {
    CRITICAL("CRIT", 50),
    ERROR("ERRO", 40),
    WARN("WARN", 30),
    INFO("INFO", 20),
    DEBUG("DEBG", 10),
    TRACE("TRAC", 5),
    BLATHER("BLAT", 3);

    private final String code;
    private final int number;

    Level(String code, int number) {
      this.code = code;
      this.number = number;
    }

    /** The four letters in a line. */
    public String code() {
      return code;
    }

    /** Higher is more severe. */
    public int number() {
      return number;
    }
  }
}
