package io.jsupervisor.daemon.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code [fleet]}, and says what is wrong with it. */
final class FleetCheck {
  static final String DEFAULT_TTL = "10";

  /** etcd grants no shorter lease with its defaults, and nobody waits a day. */
  private static final long LEAST_TTL = 2;

  private static final long MOST_TTL = 3600;

  /** Part of keys, and of what people type before a colon. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9_.:-]{1,253}");

  private final Problems problems;
  private final ExtensionSection section;

  FleetCheck(Problems problems, ExtensionSection section) {
    this.problems = problems;
    this.section = section;
  }

  void check() {
    name("cluster");
    name("node");
    String address = text("address").orElse("");
    if (!address.isEmpty() && !ADDRESS.matcher(bare(address)).matches()) {
      error("address", '"' + address + "\" is no address or host name, which stands alone here");
    }
    text("endpoints").ifPresent(this::endpoints);
    text("ttl").ifPresent(this::ttl);
    pair("username", "password");
    pair("cert", "key");
  }

  private void name(String option) {
    String name = text(option).orElse("");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      error(
          option,
          '"' + name + "\" is not accepted: up to 64 letters, digits and _ . -, no blank or colon");
    }
  }

  private void endpoints(String text) {
    List<String> endpoints = Words.list(text);
    for (String endpoint : endpoints) {
      if (!isEndpoint(endpoint)) {
        error(
            "endpoints",
            '"' + endpoint + "\" is no URL of the store, such as http://10.0.0.1:2379");
        return;
      }
    }
    long tls = endpoints.stream().filter(endpoint -> endpoint.startsWith("https:")).count();
    if (tls != 0 && tls != endpoints.size()) {
      error("endpoints", "some are http and some https; make them all https");
    }
    if (tls == 0 && text("password").isPresent()) {
      problems.warning(
          section.at("password"),
          section.section(),
          "password",
          "it goes over the network in clear; use endpoints with https");
    }
  }

  private static boolean isEndpoint(String endpoint) {
    try {
      URI url = new URI(endpoint).parseServerAuthority();
      boolean scheme = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare = "".equals(url.getPath()) || "/".equals(url.getPath());
      return scheme
          && bare
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null;
    } catch (URISyntaxException bad) {
      return false;
    }
  }

  private void ttl(String text) {
    try {
      long ttl = Numbers.integer(text);
      if (ttl >= LEAST_TTL && ttl <= MOST_TTL) {
        return;
      }
    } catch (BadValueException bad) {
      // said below
    }
    error("ttl", "give whole seconds from " + LEAST_TTL + " to " + MOST_TTL);
  }

  private void pair(String one, String other) {
    if (text(one).isPresent() != text(other).isPresent()) {
      String there = text(one).isPresent() ? one : other;
      String missing = text(one).isPresent() ? other : one;
      error(there, there + " needs " + missing + " beside it");
    }
  }

  private Optional<String> text(String option) {
    return Optional.ofNullable(section.options().get(option)).filter(text -> !text.isBlank());
  }

  private void error(String option, String message) {
    problems.error(section.at(option), section.section(), option, message, "");
  }

  /** Of a section that is checked. */
  static FleetSpec spec(ExtensionSection section, String hostname) {
    FleetCheck read = new FleetCheck(new Problems(), section);
    List<String> endpoints = new ArrayList<>();
    for (String endpoint : Words.list(section.options().getOrDefault("endpoints", ""))) {
      endpoints.add(
          endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint);
    }
    return new FleetSpec(
        read.text("cluster").orElse(""),
        endpoints,
        read.text("node").orElseGet(() -> nodeName(hostname)),
        read.text("address").map(FleetCheck::bare),
        Numbers.checked(read.text("ttl").orElse(DEFAULT_TTL)),
        read.text("username"),
        read.text("password"),
        read.text("cacert"),
        read.text("cert"),
        read.text("key"));
  }

  private static String bare(String address) {
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }

  private static String nodeName(String hostname) {
    String safe = hostname.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return safe.isEmpty() ? "localhost" : safe.substring(0, Math.min(64, safe.length()));
  }
}
