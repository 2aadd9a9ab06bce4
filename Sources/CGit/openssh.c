/* ssh:// and scp-like URLs through OpenSSH's own client: every key type, hashed known_hosts, ports, agents.
   One ssh for a fetch; what it writes to its standard error is the message for the user. */
#define _GNU_SOURCE
#include "cgit.h"
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/transport.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef struct stream {
  git_smart_subtransport_stream base;
  int in, out, err;
  pid_t pid;
} stream;

typedef struct {
  git_smart_subtransport base;
  char **ssh;
  stream *open;
} subtransport;

static int fail(const char *message) {
  git_error_set_str(GIT_ERROR_SSH, message);
  return -1;
}

/* Waits for what ssh has to say: it has ended, or is about to. Else `otherwise`. */
static int fail_with_words(stream *s, const char *otherwise) {
  char text[4096];
  size_t size = 0;
  ssize_t got = 0;
  while (size < sizeof text - 1) {
    got = read(s->err, text + size, sizeof text - 1 - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += (size_t)got;
  }
  text[size] = 0;
  return fail(strspn(text, " \r\n") < size ? text : otherwise);
}

static int stream_read(git_smart_subtransport_stream *base, char *to, size_t size, size_t *got) {
  stream *s = (stream *)base;
  ssize_t count;
  do count = read(s->in, to, size); while (count < 0 && errno == EINTR);
  if (count < 0) return fail(strerror(errno));
  if (count == 0) return fail_with_words(s, "the connection was closed");
  *got = (size_t)count;
  return 0;
}

static int stream_write(git_smart_subtransport_stream *base, const char *from, size_t size) {
  stream *s = (stream *)base;
  while (size) {
    ssize_t count = write(s->out, from, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_with_words(s, strerror(errno));
    from += count;
    size -= (size_t)count;
  }
  return 0;
}

static void stream_free(git_smart_subtransport_stream *base) {
  stream *s = (stream *)base;
  subtransport *owner = (subtransport *)base->subtransport;
  close(s->in);
  close(s->out);
  close(s->err);
  if (s->pid > 0) {
    kill(s->pid, SIGTERM);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR) {}
  }
  if (owner && owner->open == s) owner->open = NULL;
  free(s);
}

typedef struct {
  char *text; /* a copy of the URL, cut into the parts below */
  char *destination, *port, *path;
} address;

/* ssh://[user@]host[:port]/path or [user@]host:path, an IPv6 host in brackets. */
static int parse(const char *url, address *to) {
  int has_scheme = strncmp(url, "ssh://", 6) == 0;
  char *text = strdup(has_scheme ? url + 6 : url), *host, *end;
  *to = (address){.text = text};
  if (!text) return -1;
  char *at = strpbrk(text, "@/");
  host = at && *at == '@' ? at + 1 : text;
  end = *host == '[' ? strchr(host, ']') : host;
  char *cut = end ? strchr(end, has_scheme ? '/' : ':') : NULL;
  if (!cut) return -1;
  /* ssh://host/~user/x is a path below a home. */
  to->path = strdup(has_scheme && cut[1] != '~' ? cut : cut + 1);
  *cut = 0;
  char *colon = has_scheme ? strchr(end, ':') : NULL;
  if (colon) { *colon = 0; to->port = colon + 1; }
  if (*host == '[') {
    *end = 0;
    memmove(host, host + 1, strlen(host + 1) + 1);
  }
  to->destination = text;
  if (!to->path || !*host) return -1;
  if (to->port && (!*to->port || strspn(to->port, "0123456789") != strlen(to->port))) return -1;
  /* What begins with '-' would be an option; the path is quoted for the server's shell. */
  return *text == '-' || *host == '-' || *to->path == '-' || strpbrk(to->path, "'\n!\\") ? -1 : 0;
}

static int start(stream *s, char **ssh, const address *to) {
  char *arguments[64], *command = NULL;
  int count = 0, in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1}, code = -1;
  while (*ssh && count < 56) arguments[count++] = *ssh++;
  if (to->port) { arguments[count++] = "-p"; arguments[count++] = to->port; }
  if (asprintf(&command, "git-upload-pack '%s'", to->path) < 0) return ENOMEM;
  arguments[count++] = "--";
  arguments[count++] = to->destination;
  arguments[count++] = command;
  arguments[count] = NULL;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) {
    code = errno;
  } else {
    posix_spawn_file_actions_adddup2(&actions, out[0], 0);
    posix_spawn_file_actions_adddup2(&actions, in[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    code = posix_spawnp(&s->pid, arguments[0], &actions, NULL, arguments, environ);
    if (code) s->pid = 0;
  }
  posix_spawn_file_actions_destroy(&actions);
  free(command);
  close(out[0]);
  close(in[1]);
  close(err[1]);
  s->in = in[0];
  s->out = out[1];
  s->err = err[0];
  return code;
}

static int act(git_smart_subtransport_stream **out, git_smart_subtransport *base, const char *url, git_smart_service_t service) {
  subtransport *t = (subtransport *)base;
  if (service == GIT_SERVICE_UPLOADPACK && t->open) {
    *out = &t->open->base;
    return 0;
  }
  if (service != GIT_SERVICE_UPLOADPACK_LS) return fail("only fetching is supported");
  address to;
  if (parse(url, &to)) {
    free(to.path);
    free(to.text);
    return fail("this is not an ssh URL that can be used");
  }
  stream *s = calloc(1, sizeof *s);
  int code = s ? start(s, t->ssh, &to) : ENOMEM;
  free(to.path);
  free(to.text);
  if (!s) return fail(strerror(code));
  s->base = (git_smart_subtransport_stream){.subtransport = base, .read = stream_read, .write = stream_write, .free = stream_free};
  if (code) {
    stream_free(&s->base);
    return fail(code == ENOENT ? "there is no ssh on this machine: install openssh-client" : strerror(code));
  }
  t->open = s;
  *out = &s->base;
  return 0;
}

static int subtransport_close(git_smart_subtransport *base) {
  (void)base;
  return 0;
}

static void subtransport_free(git_smart_subtransport *base) { free(base); }

static int make(git_smart_subtransport **out, git_transport *owner, void *ssh) {
  (void)owner;
  subtransport *t = calloc(1, sizeof *t);
  if (!t) return -1;
  t->base = (git_smart_subtransport){.action = act, .close = subtransport_close, .free = subtransport_free};
  t->ssh = ssh;
  *out = &t->base;
  return 0;
}

int cgit_use_openssh(char **program_and_options) {
  static git_smart_subtransport_definition definition = {make, 0, NULL};
  definition.param = program_and_options;
  signal(SIGPIPE, SIG_IGN);
  return git_transport_register("ssh", git_transport_smart, &definition);
}
