package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code [rpcinterface:x]} sections; one whose factory is not ours offers nothing. */
final class RpcInterfaceReader {
  private static final String FACTORY = "supervisor.rpcinterface_factory";

  private RpcInterfaceReader() {}

  /**
   * @param warnings takes lines for the main log
   */
  static List<RpcInterfaceSection> read(
      Sources sources, IniDocument document, Problems problems, List<String> warnings) {
    List<RpcInterfaceSection> found = new ArrayList<>();
    for (String section : document.sections()) {
      if (section.startsWith("rpcinterface:")) {
        var reader = new SectionReader(document, section, sources.globalNames(), problems, "");
        RpcInterfaceSection read = read(reader, warnings);
        if (read.factory().equals(PythonPlugins.MAIN_INTERFACE)) {
          found.add(read);
        }
      }
    }
    return found;
  }

  private static RpcInterfaceSection read(SectionReader reader, List<String> warnings) {
    Optional<String> factory = reader.text(FACTORY);
    if (reader.raw(FACTORY).isEmpty()) {
      String classic = "section [" + reader.section() + "] does not specify a " + FACTORY;
      reader.error(
          FACTORY,
          classic + "; for example " + FACTORY + " = " + PythonPlugins.MAIN_INTERFACE,
          classic);
    } else if (factory.isPresent() && !factory.get().equals(PythonPlugins.MAIN_INTERFACE)) {
      PythonPlugins.warn(
          reader, FACTORY, factory.get(), "the methods it would offer are unknown", warnings);
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : reader.document().options(reader.section())) {
      if (!option.equals(FACTORY)) {
        reader.text(option).ifPresent(value -> options.put(option, value));
      }
    }
    String name = reader.section().substring(reader.section().indexOf(':') + 1);
    return new RpcInterfaceSection(name, factory.orElse(""), options);
  }
}
