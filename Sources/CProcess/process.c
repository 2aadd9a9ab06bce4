#define _GNU_SOURCE
#include "cprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocess_memory_file(void) { return memfd_create("nuncio", MFD_CLOEXEC); }

void cprocess_keep_little_memory(int threshold, int arenas) {
  mallopt(M_ARENA_MAX, arenas);
  mallopt(M_TRIM_THRESHOLD, threshold);
  mallopt(M_MMAP_THRESHOLD, threshold);
}

void cprocess_give_back_memory(void) { malloc_trim(0); }

int cprocess_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/* The program's own process: nothing of the daemon's is left in it. Only async-signal-safe calls. */
static void become(const char *program, char *const arguments[], const char *log, pid_t parent, int line) {
  char *const nothing[] = {NULL};
  char word;
  sigset_t none;
  /* Envoy asks to be ended when its parent is: the parent must be gone before. */
  while (getppid() == parent) sched_yield();
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int in = open("/dev/null", O_RDONLY), out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (in >= 0 && out >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2 && dup3(line, 3, O_CLOEXEC) == 3 &&
      syscall(SYS_close_range, 4U, ~0U, 0U) == 0) {
    line = 3;
    /* The other end of the line is closed without a word when nobody wants the program any more. */
    if (read(line, &word, 1) != 1) _exit(0);
    execve(program, arguments, nothing);
  }
  int code = errno;
  if (write(line, &code, sizeof code) < 0) _exit(126);
  _exit(127);
}

int cprocess_prepare(const char *program, char *const arguments[], const char *log, pid_t *pid, int *go) {
  int born[2], line[2], code = 0;
  if (pipe2(born, O_CLOEXEC)) return errno;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line)) { code = errno; close(born[0]); close(born[1]); return code; }
  /* The line's number may be 3: it is moved out of the way of its own copy. */
  int high = fcntl(line[1], F_DUPFD_CLOEXEC, 10);
  pid_t between = high < 0 ? -1 : fork();
  if (between == 0) {
    setsid();
    pid_t self = getpid(), made = fork();
    if (made == 0) become(program, arguments, log, self, high);
    if (write(born[1], &made, sizeof made) < 0) _exit(1);
    _exit(0);
  }
  if (between < 0) code = errno;
  close(born[1]);
  close(line[1]);
  if (high >= 0) close(high);
  if (between > 0) {
    while (waitpid(between, NULL, 0) < 0 && errno == EINTR) {}
    if (read(born[0], pid, sizeof *pid) != sizeof *pid || *pid < 0) code = EAGAIN;
  }
  close(born[0]);
  if (code) close(line[0]); else *go = line[0];
  return code;
}

int cprocess_go(int go) {
  int code = 0;
  if (send(go, "g", 1, MSG_NOSIGNAL) != 1) code = errno;
  /* Nothing to read is good news: the line closes when the program begins. */
  ssize_t size;
  while ((size = read(go, &code, sizeof code)) < 0 && errno == EINTR) {}
  if (size == 0 && code == EPIPE) code = ECHILD;
  close(go);
  return code;
}
