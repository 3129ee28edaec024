package io.jsupervisor.ctl.client;

import java.util.List;

/** How the files differ from what runs: names of groups. */
public record ConfigChanges(List<String> added, List<String> changed, List<String> removed) {}
