package io.jsupervisor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.jsupervisor.fleet.Etcd.Entry;
import io.jsupervisor.fleet.EtcdException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads everything below a prefix, page by page at one revision. Whoever may write there may write
 * much: what is kept is limited, for all and for each node, and a page that is too large is asked
 * for in smaller ones. For one listing. Keys are bytes in here, a character each: what is no UTF-8
 * must not lead back to where it was.
 */
final class Lister {
  /** Of all nodes. */
  static final int MOST_KEYS = 20_000;

  /** Of one node. */
  static final int MOST_KEYS_OF_A_NODE = 5_000;

  /** Characters of keys and values that are kept; 20,000 of ours have some 10 million. */
  private static final long MOST_CHARS = 12_000_000;

  /** Characters that are read of one node, kept or not. */
  private static final long MOST_CHARS_OF_A_NODE = 8_000_000;

  private static final int PAGE = 500;

  /** A page that is too large has a great deal too much, as a rule. */
  private static final int SMALLER = 8;

  private final Source source;
  private final String prefix;
  private final boolean keysOnly;
  private final List<Entry> kept = new ArrayList<>();
  private final Map<String, Sum> nodes = new HashMap<>();
  private long revision;
  private long chars;
  private String cut = "";
  private String from;
  private boolean more = true;
  private int limit = PAGE;

  /** What has been read of one node. */
  private static final class Sum {
    int keys;
    long chars;

    boolean isTooMuch() {
      return keys > MOST_KEYS_OF_A_NODE || chars > MOST_CHARS_OF_A_NODE;
    }
  }

  /** Who is asked. */
  interface Source {
    /**
     * One page.
     *
     * @param from the key to begin with, its bytes as characters
     * @param revision 0 for the newest
     * @throws EtcdException TOO_LARGE when the answer is
     */
    JsonNode page(String from, int limit, long revision, boolean keysOnly)
        throws EtcdException, InterruptedException;
  }

  /**
   * @param prefix of all nodes; with {@code keysOnly} that of one
   */
  Lister(Source source, String prefix, boolean keysOnly) {
    this.source = source;
    this.prefix = bytes(prefix);
    this.keysOnly = keysOnly;
    this.from = this.prefix;
  }

  /** What is kept; values that are too long for a record are empty. */
  Etcd.Listing list() throws EtcdException, InterruptedException {
    while (more) {
      try {
        take(source.page(from, limit, revision, keysOnly));
        limit = Math.min(PAGE, limit * 2);
      } catch (EtcdException failure) {
        if (failure.kind() != Kind.TOO_LARGE || (keysOnly && limit == 1)) {
          throw failure;
        }
        smaller();
      }
    }
    return new Etcd.Listing(kept, revision, cut);
  }

  private void smaller() throws EtcdException, InterruptedException {
    if (limit > 1) {
      limit = Math.max(1, limit / SMALLER);
      return;
    }
    for (JsonNode kv : source.page(from, 1, revision, true).path("kvs")) {
      String key = key(kv);
      Sum sum = sum(key);
      sum.chars += EtcdHttp.MOST_BYTES;
      cut("a value of " + shown(key) + " is too large");
      from = sum.isTooMuch() ? behindNode(key) : key + '\0';
    }
  }

  private void take(JsonNode page) throws EtcdException {
    if (revision == 0) {
      revision = Etcd.number(page.path("header"), "revision");
    }
    more = page.path("more").asBoolean(false);
    for (JsonNode kv : page.path("kvs")) {
      String key = key(kv);
      Sum sum = sum(key);
      sum.keys++;
      sum.chars += key.length() + kv.path("value").asText("").length();
      if (!keysOnly && sum.isTooMuch()) {
        cut(shown(key) + " has more than a node may have: the rest of it is left out");
        from = behindNode(key);
        more = true; // there may be others on this page
        return;
      }
      if (!keep(key, kv)) {
        cut("it has more than is taken: what comes behind " + shown(key) + " is left out");
        more = false;
        return;
      }
      from = key + '\0';
    }
  }

  /** False when there is no room. */
  private boolean keep(String bytes, JsonNode kv) throws EtcdException {
    String key = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    if (key.length() > Keys.LONGEST && !keysOnly) {
      cut("a key of " + shown(bytes) + " is too long");
      return true;
    }
    String value = value(kv);
    long size = (long) key.length() + value.length();
    if (kept.size() >= MOST_KEYS || chars + size > MOST_CHARS) {
      return false;
    }
    chars += size;
    kept.add(new Entry(key, value, Etcd.number(kv, "mod_revision")));
    return true;
  }

  private static String value(JsonNode kv) throws EtcdException {
    // A character may be three bytes, these four of base64: what is surely too long is not decoded.
    if (kv.path("value").asText("").length() > Records.LONGEST * 4) {
      return "";
    }
    String value = Etcd.text(kv, "value");
    return value.length() > Records.LONGEST ? "" : value;
  }

  private static String key(JsonNode kv) throws EtcdException {
    return new String(Etcd.bytes(kv, "key"), StandardCharsets.ISO_8859_1);
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private Sum sum(String key) {
    return nodes.computeIfAbsent(node(key), n -> new Sum());
  }

  private void cut(String why) {
    cut = cut.isEmpty() ? why : cut;
  }

  private String behindNode(String key) {
    return Keys.end(prefix + node(key) + "/");
  }

  private String node(String key) {
    int slash = key.indexOf('/', prefix.length());
    return key.substring(prefix.length(), slash < 0 ? key.length() : slash);
  }

  private String shown(String key) {
    return Records.isName(node(key)) ? "node \"" + node(key) + '"' : "a node without a good name";
  }
}
