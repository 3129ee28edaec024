package io.jsupervisor.ctl.command;

import io.jsupervisor.common.Version;
import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.DaemonProbe;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.format.Answer;
import io.jsupervisor.ctl.http.ConnectFailure;
import io.jsupervisor.ctl.http.Endpoint;
import io.jsupervisor.ctl.http.HttpConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/** What commands work with: one server, one answer, one exit code. */
public final class Session implements AutoCloseable {
  private final Answer answer;
  private final Terminal terminal;
  private final boolean interactive;
  private String serverurl;
  private String username;
  private String password;
  private HttpConnection http;
  private Daemon daemon;
  private String fleetUsername = "";
  private String fleetPassword = "";
  private String loginCure = "give its username and password";
  private int exitCode = ExitCode.SUCCESS;
  private boolean left;

  /**
   * @param username empty for none, as is the password
   * @param interactive whether to ask before shutdown and reload, and for a name and password
   */
  public Session(
      Answer answer,
      Terminal terminal,
      boolean interactive,
      String serverurl,
      String username,
      String password) {
    this.answer = answer;
    this.terminal = terminal;
    this.interactive = interactive;
    this.serverurl = serverurl;
    this.username = username;
    this.password = password;
  }

  public Answer answer() {
    return answer;
  }

  public Terminal terminal() {
    return terminal;
  }

  public boolean interactive() {
    return interactive;
  }

  public String serverurl() {
    return serverurl;
  }

  public int exitCode() {
    return exitCode;
  }

  public void exitCode(int code) {
    exitCode = code;
  }

  /** The server, asked by the first command which protocol it speaks. */
  public Daemon daemon() throws IOException {
    if (daemon == null) {
      daemon = DaemonProbe.daemonAt(connection());
    }
    return daemon;
  }

  /** The one connection to the server. */
  public HttpConnection connection() {
    if (http == null) {
      http = new HttpConnection(Endpoint.of(serverurl), authorization());
    }
    return http;
  }

  /** Turns to another server. */
  public void open(String url) {
    close();
    serverurl = url;
  }

  /** Goes on under another name. */
  public void login(String name, String secret) {
    close();
    username = name;
    password = secret;
  }

  /** The name and password for other machines, which are never those for this server. */
  public Session withFleetLogin(String name, String secret) {
    fleetUsername = name;
    fleetPassword = secret;
    return this;
  }

  /** A session with another machine, for the same answer; the caller closes it. */
  Session at(String url) {
    Session there = new Session(answer, terminal, interactive, url, fleetUsername, fleetPassword);
    there.loginCure = "give its fleet_username and fleet_password in [supervisorctl]";
    return there;
  }

  /** What to do when the server does not know who asks. */
  String loginCure() {
    return loginCure;
  }

  @Override
  public void close() {
    if (http != null) {
      http.close();
    }
    http = null;
    daemon = null;
  }

  /**
   * The check before most commands. Tells what is wrong and sets the exit code when the server
   * cannot be used.
   *
   * @return whether the command may go on
   */
  public boolean upcheck() throws IOException {
    try {
      String api = daemon().apiVersion();
      if (api.equals(Version.CLASSIC_API)) {
        return true;
      }
      return stop(
          "Sorry, this version of supervisorctl expects to talk to a server with API version "
              + Version.CLASSIC_API
              + ", but the remote version is "
              + api
              + ".",
          ExitCode.OTHER_API);
    } catch (FaultException e) {
      if (e.fault() != Fault.UNKNOWN_METHOD) {
        throw e;
      }
      return stop(
          "Sorry, supervisord responded but did not recognize the supervisor namespace commands"
              + " that supervisorctl uses to control it.  Please check that the"
              + " [rpcinterface:supervisor] section is enabled in the configuration file (see"
              + " sample.conf).",
          ExitCode.UNIMPLEMENTED);
    } catch (ConnectFailure e) {
      return switch (e.reason()) {
        case REFUSED -> stop(serverurl + " refused connection", ExitCode.REFUSED_CONNECTION);
        case MISSING -> stop(serverurl + " no such file", ExitCode.NOT_RUNNING);
        case OTHER -> throw e;
      };
    }
  }

  /** A connection of its own, for what goes on beside commands; the caller closes it. */
  HttpConnection anotherConnection() {
    return new HttpConnection(Endpoint.of(serverurl), authorization());
  }

  /** Ends the shell after this command. */
  void leave() {
    left = true;
  }

  /** Whether the shell was left. */
  public boolean left() {
    return left;
  }

  /** Whether to go on: asks when interactive, a word that begins with y or Y is a yes. */
  boolean confirmed(String question) throws IOException {
    return !interactive
        || terminal.keyboard().answer(question).toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** Prints what is wrong with the command line, and the command's help. */
  public void misused(Command command, String error, int code) throws IOException {
    answer.error(error);
    answer.line(command.help());
    exitCode = code;
  }

  /**
   * The classic exit code of a fault.
   *
   * @param ignored a fault that is none for this command; SUCCESS for no other
   */
  public void exitCodeFor(Fault fault, Fault ignored) {
    if (fault == ignored || fault == Fault.SUCCESS) {
      return;
    }
    boolean dead =
        fault == Fault.SPAWN_ERROR
            || fault == Fault.ABNORMAL_TERMINATION
            || fault == Fault.NOT_RUNNING;
    exitCode = dead ? ExitCode.NOT_RUNNING : ExitCode.GENERIC;
  }

  /** The words of an argument. There is no quoting, as with the classic tool. */
  public static List<String> words(String argument) {
    List<String> words = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(argument, " \t\n\r\f\u000b");
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    return words;
  }

  private boolean stop(String message, int code) throws IOException {
    answer.error(message);
    exitCode = code;
    return false;
  }

  private String authorization() {
    if (username.isEmpty() && password.isEmpty()) {
      return "";
    }
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
