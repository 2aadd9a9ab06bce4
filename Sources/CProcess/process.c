#define _GNU_SOURCE
#include "cprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocess_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/* The program's own process: nothing of the daemon's is left in it. Only async-signal-safe calls. */
static void become(const char *program, char *const arguments[], const char *log, pid_t parent, int failure) {
  char *const nothing[] = {NULL};
  sigset_t none;
  /* Envoy asks to be ended when its parent is: the parent must be gone before. */
  while (getppid() == parent) sched_yield();
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int in = open("/dev/null", O_RDONLY), out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (in >= 0 && out >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2 && dup3(failure, 3, O_CLOEXEC) == 3 &&
      syscall(SYS_close_range, 4U, ~0U, 0U) == 0) {
    execve(program, arguments, nothing);
    failure = 3;
  }
  int code = errno;
  if (write(failure, &code, sizeof code) < 0) _exit(126);
  _exit(127);
}

int cprocess_start(const char *program, char *const arguments[], const char *log, pid_t *pid) {
  int born[2], failure[2], code = 0;
  if (pipe2(born, O_CLOEXEC)) return errno;
  if (pipe2(failure, O_CLOEXEC)) { code = errno; close(born[0]); close(born[1]); return code; }
  /* The pipes' numbers may be 3: the failure pipe is moved out of the way of its own copy. */
  int high = fcntl(failure[1], F_DUPFD_CLOEXEC, 10);
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
  close(failure[1]);
  if (high >= 0) close(high);
  if (between > 0) {
    while (waitpid(between, NULL, 0) < 0 && errno == EINTR) {}
    if (read(born[0], pid, sizeof *pid) != sizeof *pid || *pid < 0) code = EAGAIN;
    else if (read(failure[0], &code, sizeof code) != sizeof code) code = 0;
  }
  close(born[0]);
  close(failure[0]);
  return code;
}
