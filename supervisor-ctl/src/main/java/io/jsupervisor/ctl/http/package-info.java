/**
 * A small HTTP/1.1 client over unix and TCP sockets: java.net.http would cost more to load than a
 * command may take.
 */
package io.jsupervisor.ctl.http;
