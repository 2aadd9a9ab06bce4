#define _GNU_SOURCE
#include "cgit.h"
#include <git2.h>

int cgit_set_fsync(int on) { return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, on); }

int cgit_set_owner_validation(int on) { return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, on); }

int cgit_set_ca(const char *file, const char *directory) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, directory);
}
