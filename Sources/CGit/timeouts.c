#define _GNU_SOURCE
#include "cgit.h"
#include <git2.h>
#include <git2/sys/stream.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <poll.h>
#include <fcntl.h>
#include <netdb.h>
#include <unistd.h>
#include <time.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <netinet/in.h>
/* git_libgit2_opts is variadic: Swift cannot call it. */
int cgit_set_fsync(int on) { return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, on); }
int cgit_set_owner_validation(int on) { return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, on); }
int cgit_memory_file(void) { return memfd_create("input", MFD_CLOEXEC); }
int cgit_set_ca(const char *file, const char *dir) { return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, dir); }
/* TCP stream with connect and I/O timeouts and a per-thread deadline; mbedTLS and libssh2 sit on top of it.
   libssh2 reads the fd itself (SO_RCVTIMEO applies), so for ssh also shutdown(fd) from a watchdog thread at the deadline. */
static int g_ms = 10000;
static _Thread_local long long t_deadline = 0;
static long long now_ms(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000LL + t.tv_nsec / 1000000; }
void cgit_set_deadline(long long ms) { t_deadline = ms ? now_ms() + ms : 0; }
static int budget(void) { if (!t_deadline) return g_ms; long long l = t_deadline - now_ms(); return l <= 0 ? 0 : l < g_ms ? (int)l : g_ms; }
/* same prefix as libgit2's private git_socket_stream: ssh.c casts the stream to it to get at the fd */
typedef struct { git_stream parent; char *host, *port; int s; } st_t;
static int fail(const char *m) { git_error_set_str(GIT_ERROR_NET, m); return -1; }
static int wait_fd(int fd, short ev) {
  struct pollfd p = { fd, ev, 0 }; int r, b = budget();
  if (b <= 0) return 0;
  do { r = poll(&p, 1, b); } while (r < 0 && errno == EINTR);
  return r;
}
static int s_connect(git_stream *g) {
  st_t *t = (st_t *)g; struct addrinfo h = { .ai_socktype = SOCK_STREAM }, *ai = 0, *p; int e;
  if ((e = getaddrinfo(t->host, t->port, &h, &ai))) return fail(gai_strerror(e));
  errno = ECONNREFUSED;
  for (p = ai; p; p = p->ai_next) {
    int s = socket(p->ai_family, p->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, p->ai_protocol), r = -1;
    if (s < 0) continue;
    if (!(r = connect(s, p->ai_addr, p->ai_addrlen)) || errno == EINPROGRESS) {
      socklen_t l = sizeof e;
      if (r && wait_fd(s, POLLOUT) <= 0) errno = ETIMEDOUT;
      else if (!getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &l) && !(errno = e)) {
        int b = budget(); if (b < 1) b = 1;
        struct timeval tv = { b / 1000, (b % 1000) * 1000 };
        fcntl(s, F_SETFL, fcntl(s, F_GETFL) & ~O_NONBLOCK);           /* libssh2 expects blocking */
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv); setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        t->s = s; freeaddrinfo(ai); return 0;
      }
    }
    e = errno; close(s); errno = e;
  }
  freeaddrinfo(ai);
  return fail(errno == ETIMEDOUT ? "connect timed out" : strerror(errno));
}
static ssize_t s_read(git_stream *g, void *d, size_t n) {
  st_t *t = (st_t *)g; ssize_t r;
  if (wait_fd(t->s, POLLIN) == 0) return fail("read timed out");
  do { r = recv(t->s, d, n, 0); } while (r < 0 && errno == EINTR);
  return r < 0 ? fail(errno == EAGAIN ? "read timed out" : strerror(errno)) : r;
}
static ssize_t s_write(git_stream *g, const char *d, size_t n, int f) {
  st_t *t = (st_t *)g; ssize_t r; (void)f;
  if (wait_fd(t->s, POLLOUT) == 0) return fail("write timed out");
  do { r = send(t->s, d, n, MSG_NOSIGNAL); } while (r < 0 && errno == EINTR);
  return r < 0 ? fail(strerror(errno)) : r;
}
static int s_close(git_stream *g) { st_t *t = (st_t *)g; int r = t->s >= 0 ? close(t->s) : 0; t->s = -1; return r; }
static void s_free(git_stream *g) { st_t *t = (st_t *)g; free(t->host); free(t->port); free(t); }
static int s_new(git_stream **out, const char *host, const char *port) {
  st_t *t = calloc(1, sizeof *t); if (!t) return -1;
  t->host = strdup(host); t->port = strdup(port ? port : "0"); t->s = -1; t->parent.version = GIT_STREAM_VERSION;
  t->parent.connect = s_connect; t->parent.read = s_read; t->parent.write = s_write; t->parent.close = s_close; t->parent.free = s_free;
  *out = &t->parent; return 0;
}
int cgit_install_timeouts(int ms) {
  git_stream_registration r = { GIT_STREAM_VERSION, s_new, NULL };
  g_ms = ms; return git_stream_register(GIT_STREAM_STANDARD, &r);
}
