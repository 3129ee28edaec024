package io.jsupervisor.daemon.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code [rpcinterface:x]}.
 *
 * @param factory {@code supervisor.rpcinterface_factory}
 * @param options every other option of the section
 */
public record RpcInterfaceSection(String name, String factory, Map<String, String> options) {
  public RpcInterfaceSection {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
