package io.jsupervisor.daemon.os.posix;

import io.jsupervisor.daemon.core.Signal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * {@code sun.misc.Signal}, the JDK's only way to take a signal that is not blocked. By reflection,
 * because its mere name is a compiler warning that nothing can switch off.
 */
final class JvmSignals {
  /**
   * Calls {@code handler} for each such signal, on a thread of the JVM's.
   *
   * @return false where the JVM keeps the signal for itself: QUIT, and under {@code -Xrs} HUP, INT
   *     and TERM
   */
  static boolean handle(Signal signal, Consumer<Signal> handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              JvmSignals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                if (!method.getName().equals("handle")) {
                  throw new UnsupportedOperationException(method.getName());
                }
                handler.accept(signal);
                return null;
              });
      Object subject = signalType.getConstructor(String.class).newInstance(signal.shortName());
      signalType.getMethod("handle", signalType, handlerType).invoke(null, subject, proxy);
      return true;
    } catch (InvocationTargetException keptByTheJvm) {
      return false;
    } catch (ReflectiveOperationException absent) {
      // A trimmed runtime without jdk.unsupported.
      return false;
    }
  }

  private JvmSignals() {}
}
