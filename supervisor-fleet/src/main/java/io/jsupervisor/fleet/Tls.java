package io.jsupervisor.fleet;

import io.jsupervisor.daemon.config.FleetSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS from files in PEM. Names of servers are checked, always. */
final class Tls {
  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String END_KEY = "-----END PRIVATE KEY-----";

  private Tls() {}

  /** Why the files that are named cannot be used, in one line; reads them, and nothing else. */
  static Optional<String> problem(FleetSpec spec) {
    try {
      SSLContext ignored = context(spec.cacert(), spec.cert(), spec.key());
      return Optional.empty();
    } catch (IllegalArgumentException unusable) {
      return Optional.of(unusable.getMessage());
    }
  }

  /**
   * @param cacert who is trusted; empty for whom Java trusts
   * @param cert who we are, with the chain behind it; empty for nobody
   * @throws IllegalArgumentException with a sentence for people
   */
  static SSLContext context(Optional<String> cacert, Optional<String> cert, Optional<String> key) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          cert.isPresent() && key.isPresent() ? keys(cert.get(), key.get()) : null,
          cacert.isPresent() ? trust(cacert.get()) : null,
          null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IllegalArgumentException(
          "TLS cannot be set up: " + unusable.getMessage(), unusable);
    }
  }

  private static TrustManager[] trust(String file) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates("cacert", file)) {
      store.setCertificateEntry("ca" + number, certificate);
      number++;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(String cert, String key)
      throws GeneralSecurityException, IOException {
    Certificate[] chain = certificates("cert", cert).toArray(Certificate[]::new);
    KeyStore store = empty();
    store.setKeyEntry("own", key(key), new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String option, String file)
      throws GeneralSecurityException {
    byte[] bytes = read(option, file);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Collection<? extends Certificate> found;
    try {
      found = factory.generateCertificates(new ByteArrayInputStream(bytes));
    } catch (CertificateException | IllegalArgumentException broken) {
      throw new IllegalArgumentException(
          option
              + ": "
              + file
              + " has a broken certificate ("
              + oneLine(broken)
              + ") (cure: copy it again; openssl x509 -noout -text -in "
              + file
              + " must show it)",
          broken);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          option
              + ": "
              + file
              + " has no certificate in PEM (cure: name the file that begins with"
              + " -----BEGIN CERTIFICATE-----)");
    }
    return found;
  }

  private static PrivateKey key(String file) throws GeneralSecurityException {
    String text = new String(read("key", file), StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN_KEY);
    int end = text.indexOf(END_KEY);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "key: "
              + file
              + " is not an unencrypted PKCS #8 key in PEM (cure: openssl pkcs8 -topk8 -nodes -in "
              + file
              + " -out NEW)");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN_KEY.length(), end));
    } catch (IllegalArgumentException broken) {
      throw brokenKey(file, oneLine(broken));
    }
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException another) {
        // the next one may fit
      }
    }
    throw brokenKey(file, "neither an EC, RSA nor EdDSA key");
  }

  private static IllegalArgumentException brokenKey(String file, String why) {
    return new IllegalArgumentException(
        "key: "
            + file
            + " has a broken key ("
            + why
            + ") (cure: copy it again; openssl pkey -noout -check -in "
            + file
            + " must accept it)");
  }

  private static String oneLine(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
  }

  private static byte[] read(String option, String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          option
              + ": cannot read "
              + file
              + " ("
              + unreadable
              + ") (cure: name a file that the daemon's user may read)",
          unreadable);
    }
  }
}
