package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.List;

public record GroupSpec(String name, int priority, List<ProcessSpec> processes) {}
