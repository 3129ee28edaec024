package io.jsupervisor.daemon.config;

/** The few {@code module:callable} names of the classic tool that mean something here. */
final class PythonPlugins {
  static final String DEFAULT_HANDLER = "supervisor.dispatchers:default_handler";
  static final String MAIN_INTERFACE = "supervisor.rpcinterface:make_main_rpcinterface";

  private PythonPlugins() {}

  /** Says that a plug-in cannot be loaded, as the classic tool says where it is not installed. */
  static void refuse(SectionReader reader, String option, String spec) {
    String module = spec.split("[:.\\s]", 2)[0];
    String classic =
        "%s cannot be resolved within [%s]: No module named '%s'"
            .formatted(spec, reader.section(), module);
    reader.error(
        option, classic + "; plug-ins written in Python cannot be loaded here, remove it", classic);
  }
}
