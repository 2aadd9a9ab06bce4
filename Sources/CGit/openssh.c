/* ssh:// and scp-like URLs through OpenSSH's own client: every key type, hashed known_hosts, ports, agents, ssh_config.
   One process for a fetch; its stderr is the message for the user. Register once: cgit_use_openssh(argv). */
#define _GNU_SOURCE
#include "cgit.h"
#include <git2.h>
#include <git2/sys/transport.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
typedef struct { git_smart_subtransport base; git_transport *owner; char **ssh; struct stream *open; } sub;
typedef struct stream { git_smart_subtransport_stream base; int in, out, err; pid_t pid; } stream;

static int failed(stream *s, const char *what) {          /* prefer what ssh said */
  char text[512]; ssize_t n = s->err >= 0 ? read(s->err, text, sizeof text - 1) : 0;
  if (n > 0) { while (n > 0 && (text[n-1] == '\n' || text[n-1] == '\r')) n--; text[n] = 0; git_error_set_str(GIT_ERROR_SSH, text); }
  else git_error_set_str(GIT_ERROR_SSH, what);
  return -1;
}
static int s_read(git_smart_subtransport_stream *b, char *to, size_t size, size_t *got) {
  stream *s = (stream *)b; ssize_t n;
  do n = read(s->in, to, size); while (n < 0 && errno == EINTR);
  if (n < 0 || (n == 0 && waitpid(s->pid, NULL, WNOHANG) == s->pid)) { s->pid = n ? s->pid : 0; return failed(s, n ? strerror(errno) : "ssh ended early"); }
  if (n == 0) return failed(s, "the connection was closed");
  *got = (size_t)n; return 0;
}
static int s_write(git_smart_subtransport_stream *b, const char *from, size_t size) {
  stream *s = (stream *)b;
  while (size) { ssize_t n = write(s->out, from, size); if (n < 0) { if (errno == EINTR) continue; return failed(s, strerror(errno)); } from += n; size -= (size_t)n; }
  return 0;
}
static void s_free(git_smart_subtransport_stream *b) {
  stream *s = (stream *)b; sub *t = (sub *)b->subtransport;
  close(s->in); close(s->out); close(s->err);
  if (s->pid > 0) { kill(s->pid, SIGTERM); waitpid(s->pid, NULL, 0); }
  if (t && t->open == s) t->open = NULL;
  free(s);
}
/* ssh://[user@]host[:port]/path or [user@]host:path -> destination, port, path; a leading '-' is refused (option injection) */
static int split(const char *url, char **dest, char **port, char **path) {
  char *u = strdup(strncmp(url, "ssh://", 6) ? url : url + 6), *cut; int scp = strncmp(url, "ssh://", 6) != 0;
  *port = NULL; cut = u[0] == '[' || strstr(u, "@[") ? strchr(strchr(u, '['), ']') : u;
  if (!cut || !(cut = strchr(cut, scp ? ':' : '/'))) { free(u); return -1; }
  *path = strdup(scp ? cut + 1 : cut); *cut = 0;
  if (!scp && (cut = strrchr(u, ':')) && !strchr(cut, ']')) { *port = strdup(cut + 1); *cut = 0; }
  char *b = strchr(u, '['), *e = b ? strchr(b, ']') : NULL; if (e) { *e = 0; memmove(b, b + 1, strlen(b + 1) + 1); }
  *dest = u;
  return u[0] == '-' || (*path)[0] == '-' || strchr(*path, '\'') || strchr(*path, '\n') || (*port && strspn(*port, "0123456789") != strlen(*port)) ? -1 : 0;
}
static int act(git_smart_subtransport_stream **out, git_smart_subtransport *b, const char *url, git_smart_service_t what) {
  sub *t = (sub *)b;
  if (what == GIT_SERVICE_UPLOADPACK) { *out = t->open ? &t->open->base : NULL; return t->open ? 0 : -1; }
  if (what != GIT_SERVICE_UPLOADPACK_LS) { git_error_set_str(GIT_ERROR_SSH, "only fetching is supported"); return -1; }
  char *dest, *port, *path, command[4300], *argv[64]; int n = 0, i[2], o[2], e[2];
  if (split(url, &dest, &port, &path) || strlen(path) > 4096) { git_error_set_str(GIT_ERROR_SSH, "not a usable ssh URL"); return -1; }
  strcpy(stpcpy(stpcpy(command, "git-upload-pack '"), path), "'");
  for (char **a = t->ssh; *a && n < 50; a++) argv[n++] = *a;
  if (port) { argv[n++] = "-p"; argv[n++] = port; }
  argv[n++] = "--"; argv[n++] = dest; argv[n++] = command; argv[n] = NULL;
  if (pipe2(i, O_CLOEXEC) || pipe2(o, O_CLOEXEC) || pipe2(e, O_CLOEXEC)) return -1;
  posix_spawn_file_actions_t f; posix_spawn_file_actions_init(&f);
  posix_spawn_file_actions_adddup2(&f, o[0], 0); posix_spawn_file_actions_adddup2(&f, i[1], 1); posix_spawn_file_actions_adddup2(&f, e[1], 2);
  stream *s = calloc(1, sizeof *s); int r = posix_spawnp(&s->pid, argv[0], &f, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&f); close(o[0]); close(i[1]); close(e[1]); free(dest); free(port); free(path);
  s->in = i[0]; s->out = o[1]; s->err = e[0]; s->base.subtransport = b; s->base.read = s_read; s->base.write = s_write; s->base.free = s_free;
  if (r) { s->pid = 0; git_error_set_str(GIT_ERROR_SSH, strerror(r)); s_free(&s->base); return -1; }
  t->open = s; *out = &s->base; return 0;
}
static int t_close(git_smart_subtransport *b) { (void)b; return 0; }
static void t_free(git_smart_subtransport *b) { free(b); }
static int make(git_smart_subtransport **out, git_transport *owner, void *ssh) {
  sub *t = calloc(1, sizeof *t); t->base.action = act; t->base.close = t_close; t->base.free = t_free; t->owner = owner; t->ssh = ssh;
  *out = &t->base; return 0;
}
static git_smart_subtransport_definition definition = { make, 0, NULL };
/* `ssh`: the program and its options, NULL-terminated, kept by the caller for the life of the process. */
int cgit_use_openssh(char **ssh) { definition.param = ssh; signal(SIGPIPE, SIG_IGN); return git_transport_register("ssh", git_transport_smart, &definition); }
