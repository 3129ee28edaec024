/** A fleet of machines on etcd: one thread that writes, one that watches, and values between. */
package io.jsupervisor.fleet;
