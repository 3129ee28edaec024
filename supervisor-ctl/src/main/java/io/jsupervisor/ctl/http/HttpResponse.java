package io.jsupervisor.ctl.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * An answer whose head was read.
 *
 * @param headers by name in lower case
 * @param body to be read to its end before the next request on the connection
 */
public record HttpResponse(
    int status, String reason, Map<String, String> headers, InputStream body) {
  /** A header's value, or the empty text. */
  public String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }

  /** The whole body. */
  public byte[] bytes() throws IOException {
    return body.readAllBytes();
  }
}
