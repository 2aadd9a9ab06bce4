#ifndef NUNCIO_CPROCESS_H
#define NUNCIO_CPROCESS_H

#include <sys/types.h>

/* pidfd_open(2): a descriptor that becomes readable when the process ends, also one that is not a child. -1 and errno. */
int cprocess_open(pid_t pid);

/* Starts a program in a session of its own, with an empty environment, standard input from /dev/null, standard output and
   error appended to `log`. It is nobody's child: it outlives the caller even when it asks to be ended with its parent.
   `arguments` is NULL-terminated. 0 or an errno. */
int cprocess_start(const char *program, char *const arguments[], const char *log, pid_t *pid);

#endif
