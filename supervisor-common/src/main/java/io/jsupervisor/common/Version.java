package io.jsupervisor.common;

/** The product's version, and the release of supervisord whose behaviour it gives. */
public final class Version {
  /** Printed by {@code -v} and {@code --version}. */
  public static final String PRODUCT = "0.1.0";

  /** Answered by {@code getSupervisorVersion}, for clients that compare. */
  public static final String CLASSIC = "4.3.0";

  /** Answered by {@code getAPIVersion}. */
  public static final String CLASSIC_API = "3.0";

  private Version() {}
}
