package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.LaunchFault;
import java.time.Instant;
import java.util.Optional;

/**
 * One process as of a moment, for readers.
 *
 * @param statecode 0 STOPPED, 10 STARTING, 20 RUNNING, 30 BACKOFF, 40 STOPPING, 100 EXITED, 200
 *     FATAL, 1000 UNKNOWN
 * @param pid 0 when there is none
 * @param start of the last start; empty if never started
 * @param stop of the last end; may be older than {@code start}
 * @param exitstatus of the last end; 0 when none, -1 for a death by signal
 * @param spawnerr the classic text; empty when none
 * @param fault the exact step that failed, when the last start failed
 * @param stdoutLogfile the real path, also for AUTO; empty when there is none
 * @param ready it serves: its readiness says yes, or it is RUNNING and has none
 * @param why it is not ready, or not started, for people; empty for nothing to say
 * @param readySince when {@code ready} last changed; empty when it never did
 * @param sequence grows with every change of this process
 */
public record ProcessView(
    ProcessSpec spec,
    int groupPriority,
    int statecode,
    String statename,
    int pid,
    Optional<Instant> start,
    Optional<Instant> stop,
    int exitstatus,
    String spawnerr,
    Optional<LaunchFault> fault,
    String stdoutLogfile,
    String stderrLogfile,
    boolean ready,
    String why,
    Optional<Instant> readySince,
    long sequence) {}
