package io.jsupervisor.ctl.client;

import java.util.List;

/**
 * How the files differ from what runs: names of groups.
 *
 * @param scaled those of {@code changed} where the daemon adds or removes the difference only
 * @param reload sections that take effect with a reload only
 */
public record ConfigChanges(
    List<String> added,
    List<String> changed,
    List<String> removed,
    List<String> scaled,
    List<String> reload) {}
