/** The program {@code jsupervisorctl}: its command line, its file, its entry point. */
package io.jsupervisor.ctl.main;
