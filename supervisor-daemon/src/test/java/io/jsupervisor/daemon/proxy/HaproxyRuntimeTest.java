package io.jsupervisor.daemon.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.proxy.HaproxyRuntime.Plan;
import io.jsupervisor.daemon.proxy.HaproxyRuntime.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

class HaproxyRuntimeTest {
  private static final int READY = 0;
  private static final int MAINT = 1;
  private static final int SAID_DISABLED_BUT_READY = 4;

  private static Instance instance(int number, boolean in) {
    return new Instance("web", "web_0" + number, "127.0.0.1", 8000 + number, "http", 1, in);
  }

  private static Server server(String name, int port, int admin) {
    return new Server(name, "127.0.0.1", port, 1, admin);
  }

  @Test
  void answer_ofHaproxy26_isRead() {
    String answer =
        """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight
        3 app 1 s1 127.0.0.1 2 0 7 1 4 1 0 2 0 0 0 0 - 8000 - 0 0 - - 0
        3 app 2 s2 127.0.0.1 0 5 1 1 4 1 0 0 0 0 0 0 - 80 - 0 0 - - 0

        """;
    assertEquals(
        List.of(new Server("s1", "127.0.0.1", 8000, 7, 0), new Server("s2", "127.0.0.1", 80, 1, 5)),
        HaproxyRuntime.servers(answer));
  }

  @Test
  void namedServers_followTheirInstances() {
    Plan plan =
        HaproxyRuntime.plan(
            "app",
            List.of(server("web.web_00", 8000, READY), server("web.web_01", 8001, MAINT)),
            List.of(instance(0, false), instance(1, true)));
    assertEquals(
        List.of("set server app/web.web_00 state maint", "set server app/web.web_01 state ready"),
        plan.commands());
    assertEquals(List.of(), plan.homeless());
  }

  @Test
  void slots_getAddressesAndThoseNotNeededRest() {
    Plan plan =
        HaproxyRuntime.plan(
            "app",
            List.of(server("s1", 80, MAINT), server("s2", 8000, READY), server("s3", 9, READY)),
            List.of(instance(0, true), instance(1, true)));
    assertEquals(
        List.of(
            "set server app/s1 addr 127.0.0.1 port 8001",
            "set server app/s1 state ready",
            "set server app/s3 state maint"),
        plan.commands());
  }

  @Test
  void inStep_nothingIsSaid() {
    Plan plan =
        HaproxyRuntime.plan(
            "app",
            List.of(server("s1", 8000, SAID_DISABLED_BUT_READY), server("s2", 80, MAINT)),
            List.of(instance(0, true), instance(1, false)));
    assertEquals(List.of(), plan.commands());
  }

  @Test
  void noFreeSlot_isTold() {
    Plan plan =
        HaproxyRuntime.plan(
            "app",
            List.of(server("s1", 8000, READY)),
            List.of(instance(0, true), instance(1, true)));
    assertEquals(List.of("web:web_01"), plan.homeless());
  }
}
