package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the dashboard, kept compressed. Browsers ask each time whether it has changed (RFC
 * 9110, 13.1.2), so an upgrade of the daemon shows at the next load.
 */
final class PageFile {
  private static final int TAG_BYTES = 12;

  private final byte[] compressed;
  private final String tag;
  private final String type;

  private PageFile(byte[] compressed, String tag, String type) {
    this.compressed = compressed;
    this.tag = tag;
    this.type = type;
  }

  /**
   * Reads a resource of the build.
   *
   * @param name absolute; its ending tells the type
   */
  static PageFile of(String name) {
    byte[] bytes = read(name);
    return new PageFile(gzip(bytes), '"' + tagOf(bytes) + '"', typeOf(name));
  }

  /** Answers with 200, or 304 where the browser has it. */
  void answer(Context request) throws IOException {
    request
        .header("Cache-Control", "no-cache")
        .header("ETag", tag)
        .header("Vary", "Accept-Encoding");
    String known = request.header("If-None-Match");
    if (known != null && known.contains(tag)) {
      request.status(304);
      return;
    }
    request.contentType(type);
    String accepts = request.header("Accept-Encoding");
    if (accepts != null && accepts.contains("gzip")) {
      request.header("Content-Encoding", "gzip").result(compressed);
    } else {
      request.result(bytes());
    }
  }

  /** As it was built. */
  byte[] bytes() {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException("it was compressed here", impossible);
    }
  }

  /** A resource of the build. */
  static byte[] read(String name) {
    try (InputStream in = PageFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is written outside memory", impossible);
    }
    return out.toByteArray();
  }

  private static String tagOf(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  private static String typeOf(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "json" -> "application/json";
      default -> throw new IllegalArgumentException("no type is known for " + name);
    };
  }
}
