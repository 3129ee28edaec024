package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.event.ClassicEvent;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What other threads ask of the core: each request becomes a message, and its answer is told when
 * the snapshot that goes with it can be read. Any thread.
 */
final class Requests implements FleetControl {
  private final CoreLoop core;
  private final Inbox inbox;
  private final Lifecycle lifecycle;
  private final Doers doers;

  /** Who does it, on the core thread. */
  record Doers(
      Commands commands,
      ConfigCommands configCommands,
      Rolls rolls,
      Scaling scaling,
      Reloading reloading,
      Upstreams upstreams,
      Operations operations,
      ServiceState service,
      ListenerFeed feed,
      Registry registry,
      Prober prober) {}

  Requests(CoreLoop core, Inbox inbox, Lifecycle lifecycle, Doers doers) {
    this.core = core;
    this.inbox = inbox;
    this.lifecycle = lifecycle;
    this.doers = doers;
  }

  /** Runs {@code action} on the core, unless the daemon is stopping. */
  private <T> CompletableFuture<T> whileRunning(Consumer<CompletableFuture<T>> action) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (core.hasEnded()) {
      return CompletableFuture.failedFuture(
          new FaultException(Fault.SHUTDOWN_STATE, "the daemon has stopped"));
    }
    inbox.post(
        () -> {
          if (!lifecycle.isRunning()) {
            answer.completeExceptionally(
                new FaultException(
                    Fault.SHUTDOWN_STATE,
                    lifecycle.state() == SupervisorState.SHUTDOWN
                        ? "the daemon is shutting down"
                        : "the daemon is restarting"));
            return;
          }
          try {
            action.accept(answer);
          } catch (FaultException refused) {
            answer.completeExceptionally(refused);
          } catch (RuntimeException defect) {
            answer.completeExceptionally(defect);
            throw defect;
          }
        });
    return afterSnapshot(answer);
  }

  /** The same answer, told only when the snapshot that goes with it can be read. */
  private <T> CompletableFuture<T> afterSnapshot(CompletableFuture<T> answer) {
    CompletableFuture<T> told = new CompletableFuture<>();
    var ignored =
        answer.whenComplete(
            (value, failure) ->
                inbox.post(
                    () ->
                        inbox.afterPublish(
                            () -> {
                              if (failure == null) {
                                told.complete(value);
                              } else {
                                told.completeExceptionally(failure);
                              }
                            })));
    return told;
  }

  @Override
  public FleetSnapshot snapshot() {
    return core.snapshot();
  }

  @Override
  public CompletableFuture<Operation> submit(Command command) {
    return whileRunning(
        answer -> {
          switch (command) {
            case Command.Start(Target target) -> doers.commands().start(target, answer);
            case Command.Stop(Target target) -> doers.commands().stop(target, answer);
            case Command.Restart(Target target) -> doers.commands().restart(target, answer);
            case Command.Reload(Target target) ->
                doers.commands().reload(target, doers.reloading(), answer);
            case Command.SendSignal(Target target, Signal signal) ->
                doers.commands().signal(target, signal, answer);
            case Command.ClearLogs(Target target) -> doers.commands().clearLogs(target, answer);
            case Command.Update(List<String> groups, boolean untilUp) -> {
              doers.service().changing(answer);
              doers.configCommands().update(groups, false, untilUp, answer);
            }
            case Command.RollingRestart(Target target) -> doers.rolls().restart(target, answer);
            case Command.RollingUpdate(List<String> groups) -> {
              doers.service().changing(answer);
              doers.configCommands().update(groups, true, true, answer);
            }
            case Command.Scale(String program, int numprocs) ->
                doers.scaling().scale(program, numprocs, answer);
          }
        });
  }

  @Override
  public Optional<Operation> operation(String id) {
    return doers.operations().find(id);
  }

  @Override
  public List<Operation> operations() {
    return doers.operations().running();
  }

  @Override
  public CompletableFuture<Operation> abort(String id) {
    CompletableFuture<Operation> answer = new CompletableFuture<>();
    inbox.post(() -> doers.operations().abort(id, answer));
    return answer;
  }

  @Override
  public CompletableFuture<ConfigChanges> reread() {
    return whileRunning(doers.configCommands()::reread);
  }

  @Override
  public CompletableFuture<List<UpstreamView>> upstreams() {
    return whileRunning(answer -> doers.upstreams().views(answer::complete));
  }

  @Override
  public CompletableFuture<List<ProbeView>> probes(Namespec process) {
    return whileRunning(
        answer ->
            answer.complete(
                doers
                    .prober()
                    .views(
                        doers
                            .registry()
                            .process(process)
                            .orElseThrow(
                                () ->
                                    new FaultException(
                                        Fault.BAD_NAME, "no process is named " + process)))));
  }

  @Override
  public CompletableFuture<Void> addGroup(String name) {
    return whileRunning(answer -> doers.configCommands().add(name, answer));
  }

  @Override
  public CompletableFuture<Void> removeGroup(String name) {
    return whileRunning(answer -> doers.configCommands().remove(name, answer));
  }

  @Override
  public CompletableFuture<Void> sendStdin(Namespec process, byte[] bytes) {
    return whileRunning(answer -> doers.commands().sendStdin(process, bytes, answer));
  }

  @Override
  public CompletableFuture<Void> tellListeners(String type, String data) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    inbox.post(
        () -> {
          doers.feed().tell(new ClassicEvent.RemoteCommunication(type, data));
          answer.complete(null);
        });
    return core.hasEnded() ? CompletableFuture.completedFuture(null) : answer;
  }

  @Override
  public CompletableFuture<Void> reload() {
    return whileRunning(lifecycle::checkThenReload);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    inbox.post(
        () -> {
          if (lifecycle.state() == SupervisorState.SHUTDOWN) {
            answer.completeExceptionally(
                new FaultException(Fault.SHUTDOWN_STATE, "the daemon is shutting down already"));
          } else {
            answer.complete(null);
            lifecycle.stop(SupervisorState.SHUTDOWN);
          }
        });
    return afterSnapshot(answer);
  }

  @Override
  public CompletableFuture<Void> reopenLogs() {
    return whileRunning(lifecycle::reopenLogs);
  }
}
