package io.jsupervisor.common.xmlrpc;

/** The document is not XML-RPC. The message says why, for people. */
public final class XmlRpcException extends Exception {
  private static final long serialVersionUID = 1L;

  public XmlRpcException(String message) {
    super(message);
  }

  public XmlRpcException(String message, Throwable cause) {
    super(message, cause);
  }
}
