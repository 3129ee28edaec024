/** The daemon as commands see it, in classic terms, over either of two protocols. */
package io.jsupervisor.ctl.client;
