/** The wire of XML-RPC, as both programs read and write it. */
package io.jsupervisor.common.xmlrpc;
