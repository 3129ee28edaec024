package io.jsupervisor.ctl.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One kept-alive HTTP/1.1 connection, opened with the first request. There is no limit on how long
 * an answer may take: {@code start} and {@code stop} answer when the processes are settled, and
 * Ctrl-C is at hand. Not thread-safe.
 */
public final class HttpConnection implements AutoCloseable {
  private final Endpoint endpoint;
  private final String authorization;
  private SocketChannel channel;
  private WireInput input;
  private BodyInput lastBody;
  private boolean keepAlive;
  private boolean answered;

  /**
   * @param authorization the value of that header, or empty
   */
  public HttpConnection(Endpoint endpoint, String authorization) {
    this.endpoint = endpoint;
    this.authorization = authorization;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Opens the connection unless it is open. */
  public void connect() throws ConnectFailure {
    if (channel == null) {
      channel = open(endpoint);
      input = new WireInput(channel);
    }
  }

  /**
   * Sends one request and reads the head of its answer. A server may close a kept-alive connection
   * at any time, so a request that met a closed one is sent again on a new one, once.
   */
  public HttpResponse send(String method, String path, String contentType, byte[] body)
      throws IOException {
    boolean reused = reusable();
    if (!reused) {
      close();
    }
    connect();
    byte[] request = request(method, path, contentType, body);
    try {
      return exchange(request, method);
    } catch (IOException e) {
      close();
      if (!reused || answered) {
        throw e;
      }
    }
    connect();
    return exchange(request, method);
  }

  public HttpResponse get(String path) throws IOException {
    return send("GET", path, "", new byte[0]);
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // Nothing was buffered on our side, so nothing can be lost.
      }
      channel = null;
      lastBody = null;
    }
  }

  private boolean reusable() {
    return channel != null && (lastBody == null || (keepAlive && lastBody.ended()));
  }

  private byte[] request(String method, String path, String contentType, byte[] body) {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
    head.append(endpoint.hostHeader());
    head.append("\r\nUser-Agent: jsupervisorctl\r\nAccept: */*\r\n");
    if (!authorization.isEmpty()) {
      head.append("Authorization: ").append(authorization).append("\r\n");
    }
    if (!contentType.isEmpty()) {
      head.append("Content-Type: ").append(contentType).append("\r\n");
    }
    if (!method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
    return request;
  }

  private HttpResponse exchange(byte[] request, String method) throws IOException {
    answered = false;
    ByteBuffer pending = ByteBuffer.wrap(request);
    while (pending.hasRemaining()) {
      channel.write(pending);
    }
    if (!input.fill()) {
      throw new EOFException("the server closed the connection without an answer");
    }
    answered = true;
    String statusLine = input.line();
    String[] parts = statusLine.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !isStatus(parts[1])) {
      throw new IOException("the server does not speak HTTP: it sent '" + statusLine + "'");
    }
    Map<String, String> headers = headers();
    int status = Integer.parseInt(parts[1]);
    keepAlive = keepsAlive(parts[0], headers);
    lastBody = new BodyInput(input, bodyLength(method, status, headers));
    return new HttpResponse(status, parts.length > 2 ? parts[2] : "", headers, lastBody);
  }

  private static boolean isStatus(String word) {
    return word.length() == 3
        && word.compareTo("100") >= 0
        && word.compareTo("599") <= 0
        && Character.isDigit(word.charAt(1))
        && Character.isDigit(word.charAt(2));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = input.line(); !line.isEmpty(); line = input.line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static boolean keepsAlive(String version, Map<String, String> headers) {
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    return version.equals("HTTP/1.0")
        ? connection.equals("keep-alive")
        : !connection.equals("close");
  }

  private static long bodyLength(String method, int status, Map<String, String> headers)
      throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return 0;
    }
    String encoding = headers.getOrDefault("transfer-encoding", "");
    if (encoding.toLowerCase(Locale.ROOT).endsWith("chunked")) {
      return BodyInput.CHUNKED;
    }
    String length = headers.get("content-length");
    if (length == null) {
      return BodyInput.UNTIL_CLOSE;
    }
    try {
      return Math.max(0, Long.parseLong(length));
    } catch (NumberFormatException e) {
      throw new IOException("the server sent a Content-Length of '" + length + "'", e);
    }
  }

  private static SocketChannel open(Endpoint endpoint) throws ConnectFailure {
    try {
      return endpoint.open();
    } catch (ConnectException e) {
      throw new ConnectFailure(ConnectFailure.Reason.REFUSED, "[Errno 111] Connection refused", e);
    } catch (ConnectFailure e) {
      throw e;
    } catch (IOException e) {
      throw new ConnectFailure(ConnectFailure.Reason.OTHER, e.getMessage(), e);
    }
  }
}
