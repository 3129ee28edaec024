package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.Location;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.List;

/** Reports what is wrong with one process at the line of its section and option. */
record ProcessProblems(IniDocument document, Problems problems) {
  void error(ProcessSpec process, String option, String message) {
    String section = section(process);
    problems.error(at(section, option), section, option, message, "");
  }

  void warning(ProcessSpec process, String option, String message) {
    String section = section(process);
    problems.warning(at(section, option), section, option, message);
  }

  private String section(ProcessSpec process) {
    for (String kind : List.of("program:", "fcgi-program:", "eventlistener:")) {
      if (document.hasSection(kind + process.program())) {
        return kind + process.program();
      }
    }
    return "program:" + process.program();
  }

  private Location at(String section, String option) {
    return document
        .get(section, option)
        .map(value -> value.at())
        .or(() -> document.location(section))
        .orElse(new Location("", 0));
  }
}
