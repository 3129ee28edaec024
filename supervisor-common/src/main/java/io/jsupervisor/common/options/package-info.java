/** Command lines as both programs read them: the rules of Python's getopt, which users know. */
package io.jsupervisor.common.options;
