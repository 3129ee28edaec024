package io.jsupervisor.daemon.os.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * One function of the C library, called through jffi, which jnr-ffi stands on. Every argument and
 * the result go as 64 bits, which is how x86-64 and aarch64 pass whatever is no floating point
 * number; of a result that is an int only the lower half means something.
 */
final class NativeFunction {
  private static final int MOST_ARGUMENTS = 6;
  private static final Invoker INVOKER = Invoker.getInstance();

  /** By the number of arguments; each keeps errno for {@link Native#errno}. */
  private static final CallContext[] CONTEXTS = new CallContext[MOST_ARGUMENTS + 1];

  static {
    for (int i = 0; i < CONTEXTS.length; i++) {
      Type[] arguments = new Type[i];
      Arrays.fill(arguments, Type.SINT64);
      CONTEXTS[i] =
          CallContext.getCallContext(Type.SINT64, arguments, CallingConvention.DEFAULT, true);
    }
  }

  private final String name;
  private final long function;

  NativeFunction(String name) {
    this.name = name;
    this.function = Library.getDefault().getSymbolAddress(name);
  }

  /**
   * @throws UnsatisfiedLinkError when this C library has no such function
   */
  private long address() {
    if (function == 0) {
      throw new UnsatisfiedLinkError(name);
    }
    return function;
  }

  long call() {
    return INVOKER.invokeN0(CONTEXTS[0], address());
  }

  long call(long a) {
    return INVOKER.invokeN1(CONTEXTS[1], address(), a);
  }

  long call(long a, long b) {
    return INVOKER.invokeN2(CONTEXTS[2], address(), a, b);
  }

  long call(long a, long b, long c) {
    return INVOKER.invokeN3(CONTEXTS[3], address(), a, b, c);
  }

  long call(long a, long b, long c, long d) {
    return INVOKER.invokeN4(CONTEXTS[4], address(), a, b, c, d);
  }

  long call(long a, long b, long c, long d, long e) {
    return INVOKER.invokeN5(CONTEXTS[5], address(), a, b, c, d, e);
  }

  long call(long a, long b, long c, long d, long e, long f) {
    return INVOKER.invokeN6(CONTEXTS[6], address(), a, b, c, d, e, f);
  }
}
