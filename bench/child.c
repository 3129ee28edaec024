/*
 * The child of every measure, so small that its own start does not count. It tells the fifo "PID NANOSECONDS\n" (CLOCK_MONOTONIC) when it runs.
 *   child FIFO sleep            waits for ever
 *   child FIFO die MS           ends after MS milliseconds
 *   child FIFO lines MS         writes one line of 80 bytes each MS milliseconds
 *   child FIFO serve PORT       answers each connection to this port of 127.0.0.1 with HTTP's 200
 *   child check TOTAL           reads standard input: 0 when it is what "write" with this TOTAL wrote
 *   child FIFO write SIZE TOTAL waits for USR1, writes TOTAL bytes in writes of SIZE, tells the fifo again, and waits for ever
 * All words may come in one argument, as a "#!" line gives them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *fifo) {
  struct timespec now;
  char text[64];
  int fd = open(fifo, O_WRONLY | O_CLOEXEC);
  if (fd < 0) _exit(70);
  clock_gettime(CLOCK_MONOTONIC, &now);
  int length = snprintf(text, sizeof text, "%d %lld\n", (int)getpid(), now.tv_sec * 1000000000LL + now.tv_nsec);
  if (write(fd, text, length) != length) _exit(71);
  close(fd);
}

static void pause_ms(long ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static void put(const char *from, size_t length) {
  while (length > 0) {
    ssize_t done = write(1, from, length);
    if (done <= 0) _exit(72);
    from += done;
    length -= done;
  }
}

/* Lines of 100 bytes, each with its number: what is lost, torn or out of order shows. */
static char line[100] = "00000000000000000000 ..............................................................................";
static size_t column = 0;

static void fill(char *to, size_t length) {
  while (length > 0) {
    size_t part = 100 - column < length ? 100 - column : length;
    line[99] = '\n';
    memcpy(to, line + column, part);
    to += part;
    length -= part;
    column += part;
    if (column == 100) {
      column = 0;
      for (int digit = 19; ++line[digit] > '9'; digit--) line[digit] = '0';
    }
  }
}

static int listening(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 128)) _exit(73);
  return fd;
}

/* Who connects and asks nothing is let go at its end. */
static void serve(int listener) {
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  char request[4096];
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) continue;
    if (read(fd, request, sizeof request) > 0 && write(fd, answer, sizeof answer - 1) < 0) perror("answer");
    close(fd);
  }
}

static void flood(size_t size, long long total) {
  char *block = malloc(size);
  for (long long left = total; left > 0;) {
    size_t now = left < (long long)size ? (size_t)left : size;
    fill(block, now);
    put(block, now);
    left -= now;
  }
}

/* Standard input must be what flood wrote. */
static int check(long long total) {
  static char found[65536], wanted[65536];
  long long at = 0;
  ssize_t got;
  while ((got = read(0, found, sizeof found)) > 0) {
    fill(wanted, got);
    if (memcmp(found, wanted, got)) {
      fprintf(stderr, "differs in the 64 KiB after byte %lld\n", at);
      return 1;
    }
    at += got;
  }
  if (at != total) fprintf(stderr, "%lld bytes instead of %lld\n", at, total);
  return at != total;
}

int main(int argc, char **argv) {
  char *words[8] = {0};
  int count = 0;
  for (int i = 1; i < argc && count < 6; i++)
    for (char *word = strtok(argv[i], " "); word && count < 6; word = strtok(NULL, " ")) words[count++] = word;
  if (count < 2) return 64;
  if (!strcmp(words[0], "check")) return check(atoll(words[1]));
  sigset_t go;
  sigemptyset(&go);
  sigaddset(&go, SIGUSR1);
  sigprocmask(SIG_BLOCK, &go, NULL);
  int listener = strcmp(words[1], "serve") ? -1 : listening(atoi(words[2]));
  tell(words[0]);
  if (listener >= 0) serve(listener);
  if (!strcmp(words[1], "die")) {
    pause_ms(atol(words[2]));
    return 1;
  }
  if (!strcmp(words[1], "lines"))
    for (;;) {
      pause_ms(atol(words[2]));
      put("a line of eighty bytes, as a busy application server writes it to its log file.\n", 80);
    }
  if (!strcmp(words[1], "write")) {
    int ignored;
    sigwait(&go, &ignored);
    flood(atol(words[2]), atoll(words[3]));
    tell(words[0]);
  }
  for (;;) pause();
}
