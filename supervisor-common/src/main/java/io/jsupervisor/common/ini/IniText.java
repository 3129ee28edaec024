package io.jsupervisor.common.ini;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes of a file to text: UTF-8, strictly; CRLF and CR become LF. */
final class IniText {
  /** Python reads files in pieces of this size, and counts positions from the piece's start. */
  private static final int PIECE = 8192;

  private IniText() {}

  static String decode(String file, byte[] bytes) throws IniException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    } catch (CharacterCodingException malformed) {
      throw fault(file, bytes);
    }
  }

  /** Finds the first bad sequence, and says so in Python's words. */
  private static IniException fault(String file, byte[] bytes) {
    int line = 1;
    int at = 0;
    while (at < bytes.length) {
      int length = sequenceLength(bytes, at);
      if (length <= 0) {
        break;
      }
      line += bytes[at] == '\n' ? 1 : 0;
      at += length;
    }
    boolean truncated = isTruncated(bytes, at);
    int bad = truncated ? bytes.length - at : goodPrefix(bytes, at);
    int lead = bytes[at] & 0xff;
    String reason =
        truncated
            ? "unexpected end of data"
            : lead < 0xc2 || lead > 0xf4 ? "invalid start byte" : "invalid continuation byte";
    int position = truncated ? 0 : at - pieceStart(bytes, at);
    String classic =
        bad == 1
            ? "'utf-8' codec can't decode byte 0x%02x in position %d: %s"
                .formatted(lead, position, reason)
            : "'utf-8' codec can't decode bytes in position %d-%d: %s"
                .formatted(position, position + bad - 1, reason);
    return IniException.undecodable(file, line, classic);
  }

  /** Where the piece begins that holds the byte: a sequence cut by a piece's end moves on whole. */
  private static int pieceStart(byte[] bytes, int at) {
    int start = at / PIECE * PIECE;
    for (int back = 1; back <= 3 && start - back >= 0; back++) {
      int length = sequenceLength(bytes, start - back);
      if (length > back) {
        return start - back;
      }
      if (length > 0) {
        break;
      }
    }
    return start;
  }

  private static int needed(int lead) {
    return lead < 0x80
        ? 1
        : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  }

  /** The length of a valid sequence at this place; 0 where there is none. */
  private static int sequenceLength(byte[] bytes, int at) {
    int needed = needed(bytes[at] & 0xff);
    return needed > 0 && goodPrefix(bytes, at) == needed ? needed : 0;
  }

  /** How many bytes from here could begin a valid sequence; at least 1. */
  private static int goodPrefix(byte[] bytes, int at) {
    int lead = bytes[at] & 0xff;
    int needed = needed(lead);
    int good = 1;
    while (good < needed && at + good < bytes.length) {
      int next = bytes[at + good] & 0xff;
      int low = good > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      int high = good > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) {
        break;
      }
      good++;
    }
    return good;
  }

  private static boolean isTruncated(byte[] bytes, int at) {
    int good = goodPrefix(bytes, at);
    return at + good == bytes.length && good < needed(bytes[at] & 0xff);
  }
}
