package io.jsupervisor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsupervisor.fleet.EtcdException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The few things that are asked of etcd, by its API of version 3 (etcd documentation, "API
 * reference": rpc.proto). Keys and values are text; on the wire they are base64, and numbers of 64
 * bits are strings.
 */
final class Etcd {
  /** etcd takes 128 operations a transaction by default. */
  static final int MOST_OPERATIONS = 100;

  private final EtcdHttp http;

  Etcd(EtcdHttp http) {
    this.http = http;
  }

  /** See {@link EtcdHttp#hurry}. */
  void hurry(long ttlSecs) {
    http.hurry(ttlSecs);
  }

  /**
   * A key as it is now.
   *
   * @param revision at which it was written
   */
  record Entry(String key, String value, long revision) {}

  /**
   * All keys of a prefix at one revision.
   *
   * @param cut why some are left out, for people; empty when all are there
   */
  record Listing(List<Entry> entries, long revision, String cut) {
    Listing(List<Entry> entries, long revision) {
      this(entries, revision, "");
    }
  }

  /**
   * A key was written, or is gone.
   *
   * @param value empty when it is gone
   */
  record Change(String key, Optional<String> value, long revision) {}

  /**
   * What a watch says.
   *
   * @param revision of the store
   * @param isPart more of the last change's revision follows
   */
  record Changes(List<Change> changes, long revision, boolean isPart) {}

  /**
   * A write in a transaction.
   *
   * @param value empty deletes the key
   */
  record Write(String key, Optional<String> value) {}

  /** A new lease, its number. */
  long grant(long ttlSecs) throws EtcdException, InterruptedException {
    ObjectNode body = EtcdHttp.object();
    body.put("TTL", Long.toString(ttlSecs));
    long id = number(http.ask("/v3/lease/grant", body), "ID");
    if (id == 0) {
      throw new EtcdException(Kind.REFUSED, "etcd granted no lease");
    }
    return id;
  }

  /**
   * @throws EtcdException NO_LEASE when it has ended
   */
  void keepAlive(long lease) throws EtcdException, InterruptedException {
    ObjectNode body = EtcdHttp.object();
    body.put("ID", Long.toString(lease));
    JsonNode result = http.ask("/v3/lease/keepalive", body).path("result");
    if (number(result, "TTL") <= 0) {
      throw new EtcdException(Kind.NO_LEASE, "the lease has ended");
    }
  }

  /** Ends a lease; its keys go with it. */
  void revoke(long lease) throws EtcdException, InterruptedException {
    ObjectNode body = EtcdHttp.object();
    body.put("ID", Long.toString(lease));
    JsonNode ignored = http.ask("/v3/lease/revoke", body);
  }

  /** All of it or nothing; returns the revision that it made. */
  long write(List<Write> writes, long lease) throws EtcdException, InterruptedException {
    ObjectNode body = EtcdHttp.object();
    ArrayNode operations = body.putArray("success");
    for (Write write : writes) {
      if (write.value().isPresent()) {
        ObjectNode put = operations.addObject().putObject("request_put");
        put.put("key", base64(write.key()));
        put.put("value", base64(write.value().get()));
        put.put("lease", Long.toString(lease));
      } else {
        operations.addObject().putObject("request_delete_range").put("key", base64(write.key()));
      }
    }
    return number(http.ask("/v3/kv/txn", body).path("header"), "revision");
  }

  /** Everything below a prefix at one revision, within limits. */
  Listing list(String prefix) throws EtcdException, InterruptedException {
    return new Lister(pages(prefix), prefix, false).list();
  }

  /** All keys below a prefix, without their values. */
  List<Entry> names(String prefix) throws EtcdException, InterruptedException {
    return new Lister(pages(prefix), prefix, true).list().entries();
  }

  private Lister.Source pages(String prefix) {
    return (from, limit, revision, keysOnly) -> {
      ObjectNode body = range(prefix, Keys.end(prefix));
      byte[] begin = from.getBytes(StandardCharsets.ISO_8859_1);
      body.put("key", Base64.getEncoder().encodeToString(begin));
      body.put("limit", Integer.toString(limit));
      body.put("keys_only", keysOnly);
      if (revision > 0) {
        body.put("revision", Long.toString(revision));
      }
      return http.askMuch("/v3/kv/range", body);
    };
  }

  /**
   * How many keys there are below a prefix.
   *
   * @param newest the revision of the newest; 0 when there is none
   */
  record Extent(long count, long newest) {}

  /** The same of a prefix, in one short answer. */
  Extent extent(String prefix) throws EtcdException, InterruptedException {
    ObjectNode body = range(prefix, Keys.end(prefix));
    body.put("limit", "1");
    body.put("sort_order", "DESCEND");
    body.put("sort_target", "MOD");
    body.put("keys_only", true);
    JsonNode answer = http.ask("/v3/kv/range", body);
    return new Extent(number(answer, "count"), number(answer.path("kvs").path(0), "mod_revision"));
  }

  /** The revision of the newest key below a prefix; 0 when there is none. */
  long newest(String prefix) throws EtcdException, InterruptedException {
    return extent(prefix).newest();
  }

  /** The stream of changes from a revision on. */
  EtcdStream watch(String prefix, long from) throws EtcdException, InterruptedException {
    ObjectNode body = EtcdHttp.object();
    ObjectNode create = body.putObject("create_request");
    create.put("key", base64(prefix));
    create.put("range_end", base64(Keys.end(prefix)));
    create.put("start_revision", Long.toString(from));
    create.put("fragment", true);
    return http.stream("/v3/watch", body);
  }

  /** Waits for what a watch says next. */
  Changes next(EtcdStream watch) throws EtcdException {
    JsonNode result = http.parsed(watch.endpoint(), watch.line()).path("result");
    if (result.path("canceled").asBoolean(false)) {
      // Asked for a revision that was compacted, etcd says first that it watches, and then this.
      throw new EtcdException(
          Kind.COMPACTED,
          watch.endpoint() + " ended the watch: " + result.path("cancel_reason").asText(""));
    }
    List<Change> changes = new ArrayList<>();
    for (JsonNode event : result.path("events")) {
      JsonNode kv = event.path("kv");
      boolean gone = event.path("type").asText("PUT").equals("DELETE");
      changes.add(
          new Change(
              text(kv, "key"),
              gone ? Optional.empty() : Optional.of(text(kv, "value")),
              number(kv, "mod_revision")));
    }
    long revision = number(result.path("header"), "revision");
    return new Changes(changes, revision, result.path("fragment").asBoolean(false));
  }

  private static ObjectNode range(String from, String end) {
    ObjectNode body = EtcdHttp.object();
    body.put("key", base64(from));
    body.put("range_end", base64(end));
    return body;
  }

  static long number(JsonNode object, String name) {
    return object.path(name).asLong(0);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(JsonNode kv, String name) throws EtcdException {
    return EtcdHttp.text(bytes(kv, name));
  }

  static byte[] bytes(JsonNode kv, String name) throws EtcdException {
    try {
      return Base64.getDecoder().decode(kv.path(name).asText(""));
    } catch (IllegalArgumentException notBase64) {
      throw new EtcdException(Kind.REFUSED, "etcd sent a key that is not base64", notBase64);
    }
  }
}
