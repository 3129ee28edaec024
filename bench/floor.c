/*
 * The bare system calls of a supervisor, with nothing around them: what no real one can be faster than.
 *   floor COUNT - WORDS...    COUNT processes, each started again when it ends
 *   floor COUNT DIR WORDS...  their standard output also copied to DIR/NUMBER.log
 * TERM ends them all, then itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static int count, logs, polled;
static pid_t *pids;
static int *files;
static char **words;
static const char *dir;

static void start(int i) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  int ends[2];
  sigemptyset(&none);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  posix_spawn_file_actions_init(&actions);
  if (logs) {
    if (pipe2(ends, O_CLOEXEC)) exit(70);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  }
  if (posix_spawn(&pids[i], words[0], &actions, &attributes, words, environ)) exit(71);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (logs) {
    struct epoll_event event = {EPOLLIN, {.u64 = (unsigned long long)ends[0] << 32 | i}};
    close(ends[1]);
    epoll_ctl(polled, EPOLL_CTL_ADD, ends[0], &event);
  }
}

int main(int argc, char **argv) {
  static char buffer[65536];
  if (argc < 4) return 64;
  count = atoi(argv[1]);
  dir = argv[2];
  logs = strcmp(dir, "-") != 0;
  words = argv + 3;
  pids = calloc(count, sizeof *pids);
  files = calloc(count, sizeof *files);
  polled = epoll_create1(EPOLL_CLOEXEC);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  int signalled = signalfd(-1, &signals, SFD_CLOEXEC);
  struct epoll_event event = {EPOLLIN, {.u64 = (unsigned long long)signalled << 32}};
  epoll_ctl(polled, EPOLL_CTL_ADD, signalled, &event);
  for (int i = 0; i < count; i++) {
    if (logs) {
      char path[4096];
      snprintf(path, sizeof path, "%s/%d.log", dir, i);
      files[i] = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    }
    start(i);
  }
  for (int ending = 0, left = count; left > 0;) {
    if (epoll_wait(polled, &event, 1, -1) < 1) continue;
    int fd = event.data.u64 >> 32, i = (int)event.data.u64;
    if (fd != signalled) {
      ssize_t got = read(fd, buffer, sizeof buffer);
      if (got > 0 && write(files[i], buffer, got) != got) return 72;
      if (got <= 0) close(fd);
      continue;
    }
    struct signalfd_siginfo info;
    if (read(signalled, &info, sizeof info) < 0) continue;
    if (info.ssi_signo == SIGTERM) {
      ending = 1;
      for (int j = 0; j < count; j++) kill(pids[j], SIGTERM);
    }
    for (pid_t pid; (pid = waitpid(-1, NULL, WNOHANG)) > 0;)
      for (int j = 0; j < count; j++)
        if (pids[j] == pid) {
          if (ending) left--;
          else start(j);
          break;
        }
  }
  return 0;
}
