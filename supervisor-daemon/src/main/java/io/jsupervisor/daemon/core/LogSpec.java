package io.jsupervisor.daemon.core;

/**
 * What happens to one output stream of a process. Sizes are bytes.
 *
 * @param maxBytes rotate at this size; 0 or less never rotates
 * @param backups how many rotated files to keep; 0 truncates instead
 * @param captureMaxBytes buffer of the capture mode; 0 turns it off
 */
public record LogSpec(
    LogTarget target,
    long maxBytes,
    int backups,
    long captureMaxBytes,
    boolean eventsEnabled,
    boolean syslog) {}
