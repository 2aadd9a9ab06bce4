/* TCP connections that do not wait for ever: libgit2 1.5 has no time-outs of its own. Its TLS sits on top of them. */
#define _GNU_SOURCE
#include "cgit.h"
#include <errno.h>
#include <git2.h>
#include <git2/sys/stream.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The longest that one connect, read or write may take, in milliseconds. */
static int patience = 10000;

typedef struct {
  git_stream parent;
  char *host, *port;
  int socket;
} connection;

static int fail(const char *message) {
  git_error_set_str(GIT_ERROR_NET, message);
  return -1;
}

/* 1 when it is ready, 0 when the time is over, -1 and errno. */
static int wait_for(int socket, short event) {
  struct pollfd ready = {socket, event, 0};
  int result;
  do result = poll(&ready, 1, patience); while (result < 0 && errno == EINTR);
  return result;
}

/* A connected socket that never blocks by itself, or -1 and errno. */
static int connect_to(const struct addrinfo *address) {
  int made = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
  if (made < 0) return -1;
  int code = connect(made, address->ai_addr, address->ai_addrlen) ? errno : 0;
  if (code == EINPROGRESS) {
    int ready = wait_for(made, POLLOUT);
    socklen_t size = sizeof code;
    if (ready == 0) code = ETIMEDOUT;
    else if (ready < 0 || getsockopt(made, SOL_SOCKET, SO_ERROR, &code, &size)) code = errno;
  }
  if (!code) return made;
  close(made);
  errno = code;
  return -1;
}

static int stream_connect(git_stream *base) {
  connection *c = (connection *)base;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *addresses = NULL;
  int code = getaddrinfo(c->host, c->port, &hints, &addresses);
  if (code) return fail(gai_strerror(code));
  errno = ECONNREFUSED;
  for (struct addrinfo *a = addresses; a && c->socket < 0; a = a->ai_next) c->socket = connect_to(a);
  code = errno;
  freeaddrinfo(addresses);
  if (c->socket >= 0) return 0;
  return fail(code == ETIMEDOUT ? "connect timed out" : strerror(code));
}

static ssize_t stream_read(git_stream *base, void *to, size_t size) {
  connection *c = (connection *)base;
  for (;;) {
    ssize_t count = recv(c->socket, to, size, 0);
    if (count >= 0) return count;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail(strerror(errno));
    if (wait_for(c->socket, POLLIN) == 0) return fail("read timed out");
  }
}

static ssize_t stream_write(git_stream *base, const char *from, size_t size, int flags) {
  connection *c = (connection *)base;
  (void)flags;
  for (;;) {
    ssize_t count = send(c->socket, from, size, MSG_NOSIGNAL);
    if (count >= 0) return count;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail(strerror(errno));
    if (wait_for(c->socket, POLLOUT) == 0) return fail("write timed out");
  }
}

static int stream_close(git_stream *base) {
  connection *c = (connection *)base;
  int code = c->socket >= 0 ? close(c->socket) : 0;
  c->socket = -1;
  return code;
}

static void stream_free(git_stream *base) {
  connection *c = (connection *)base;
  free(c->host);
  free(c->port);
  free(c);
}

static int make(git_stream **out, const char *host, const char *port) {
  connection *c = calloc(1, sizeof *c);
  if (!c) return -1;
  c->parent = (git_stream){
      .version = GIT_STREAM_VERSION,
      .connect = stream_connect,
      .read = stream_read,
      .write = stream_write,
      .close = stream_close,
      .free = stream_free,
  };
  c->host = strdup(host);
  c->port = strdup(port ? port : "0");
  c->socket = -1;
  *out = &c->parent;
  return 0;
}

int cgit_install_timeouts(int milliseconds) {
  git_stream_registration registration = {.version = GIT_STREAM_VERSION, .init = make};
  patience = milliseconds;
  return git_stream_register(GIT_STREAM_STANDARD, &registration);
}
