package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.IniValue;
import java.util.List;

/**
 * The few {@code module:callable} names of the classic tool that mean something here. Any other
 * names a plug-in written in Python: it is not run, which is said, and the rest works.
 */
final class PythonPlugins {
  static final String DEFAULT_HANDLER = "supervisor.dispatchers:default_handler";
  static final String MAIN_INTERFACE = "supervisor.rpcinterface:make_main_rpcinterface";

  private PythonPlugins() {}

  /**
   * Says what is not run.
   *
   * @param instead what happens without it
   * @param warnings takes lines for the main log
   */
  static void warn(
      SectionReader reader, String option, String spec, String instead, List<String> warnings) {
    String line = sentence(spec, instead);
    reader.warning(option, line);
    warnings.add("For [" + reader.section() + "], " + option + ": " + line);
  }

  private static String sentence(String spec, String instead) {
    return spec + " is a plug-in written in Python and is not run; " + instead;
  }

  /** Plug-ins of the command line: of no concern to the daemon, but the operator counts on them. */
  static void warnOfCtlPlugins(IniDocument document, Problems problems) {
    String option = "supervisor.ctl_factory";
    for (String section : document.sections()) {
      if (section.startsWith("ctlplugin:")) {
        document
            .get(section, option)
            .map(IniValue::text)
            .ifPresent(
                spec ->
                    problems.warning(
                        document.get(section, option).orElseThrow().at(),
                        section,
                        option,
                        sentence(spec, "jsupervisorctl does not have its commands")));
      }
    }
  }
}
