/** The commands, one class each, beside their help texts. */
package io.jsupervisor.ctl.command;
