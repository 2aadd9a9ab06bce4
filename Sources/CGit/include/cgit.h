#ifndef NUNCIO_CGIT_H
#define NUNCIO_CGIT_H

/* What the C interfaces of libgit2 and of Linux keep from Swift: variadics, time-outs on the network, ssh through OpenSSH. */

/* git_libgit2_opts is variadic: Swift cannot call it. Each gives libgit2's return code. */
int cgit_set_owner_validation(int on);
int cgit_set_ca(const char *file, const char *directory);

/* Objects and references are on the disk before a call that writes them returns. */
int cgit_set_fsync(int on);

/* Every TCP connection of this process: no connect, read or write waits longer than `milliseconds`. */
int cgit_install_timeouts(int milliseconds);

/* ssh:// and scp-like URLs through OpenSSH's client. `program_and_options` is NULL-terminated and kept
   by the caller for the life of the process. */
int cgit_use_openssh(char **program_and_options);

#endif
