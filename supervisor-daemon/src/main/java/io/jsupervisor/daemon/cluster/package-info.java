/** What the daemon knows of other machines, and what it lets them know. Values and seams only. */
package io.jsupervisor.daemon.cluster;
