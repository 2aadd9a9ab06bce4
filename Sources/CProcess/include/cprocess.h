#ifndef NUNCIO_CPROCESS_H
#define NUNCIO_CPROCESS_H

#include <sys/types.h>

/* pidfd_open(2): a descriptor that becomes readable when the process ends, also one that is not a child. -1 and errno. */
int cprocess_open(pid_t pid);

/* Makes a process for a program, in a session of its own, with an empty environment, standard input from /dev/null,
   standard output and error appended to `log`. It is nobody's child: it outlives the caller even when the program asks to
   be ended with its parent. It waits for cprocess_go, and ends when `go` is closed without, so that the caller can write
   down that it is there first. `arguments` is NULL-terminated. 0 or an errno. */
int cprocess_prepare(const char *program, char *const arguments[], const char *log, pid_t *pid, int *go);

/* Begins the program of a prepared process and closes `go`. 0, or an errno when there is no such program. */
int cprocess_go(int go);

/* A file in memory without a name, closed in programs that are started; -1 and errno. */
int cprocess_memory_file(void);

/* mallopt(3): freed memory goes back to the machine from `threshold` bytes on, and threads share `arenas` pools of it. */
void cprocess_keep_little_memory(int threshold, int arenas);

/* malloc_trim(3): what is free between what is in use goes back too. */
void cprocess_give_back_memory(void);

#endif
