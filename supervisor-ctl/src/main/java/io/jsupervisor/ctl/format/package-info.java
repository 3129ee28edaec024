/** What a command answers, as the classic text for people or as JSON for programs. */
package io.jsupervisor.ctl.format;
