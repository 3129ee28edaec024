/** The interactive shell. The only room with JLine, which is loaded on a real terminal only. */
package io.jsupervisor.ctl.shell;
