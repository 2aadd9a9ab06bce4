#include "cre2.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <re2/re2.h>

struct cre2_pattern {
  RE2 re;
  explicit cre2_pattern(re2::StringPiece pattern) : re(pattern, options()) {}
  cre2_pattern(re2::StringPiece pattern, const RE2::Options &options) : re(pattern, options) {}

  static RE2::Options options() {
    RE2::Options options(RE2::Quiet);
    options.set_encoding(RE2::Options::EncodingLatin1);
    return options;
  }
};

static char *copied(const std::string &text) {
  char *out = static_cast<char *>(std::malloc(text.size() + 1));
  if (out != nullptr) std::memcpy(out, text.c_str(), text.size() + 1);
  return out;
}

extern "C" {

cre2_pattern *cre2_compile(const char *pattern, size_t length) {
  return new cre2_pattern(re2::StringPiece(pattern, length));
}

cre2_pattern *cre2_compile_utf8(const char *pattern, size_t length, int64_t bytes) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(bytes);
  return new cre2_pattern(re2::StringPiece(pattern, length), options);
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

const char *cre2_error(const cre2_pattern *pattern) {
  return pattern->re.ok() ? nullptr : pattern->re.error().c_str();
}

int cre2_group_count(const cre2_pattern *pattern) { return pattern->re.NumberOfCapturingGroups(); }

int cre2_program_size(const cre2_pattern *pattern) { return pattern->re.ProgramSize(); }

bool cre2_full_match(const cre2_pattern *pattern, const char *text, size_t length) {
  return pattern->re.ok() && RE2::FullMatch(re2::StringPiece(text, length), pattern->re);
}

bool cre2_find(const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *offsets,
               int groups) {
  if (!pattern->re.ok() || start > length) return false;
  // A null pointer is no empty text to RE2's groups: an empty match would look like no part.
  const char *base = text != nullptr ? text : "";
  std::vector<re2::StringPiece> parts(groups);
  if (!pattern->re.Match(re2::StringPiece(base, length), start, length, RE2::UNANCHORED, parts.data(), groups)) return false;
  for (int index = 0; index < groups; ++index) {
    const bool took_part = parts[index].data() != nullptr;
    offsets[2 * index] = took_part ? parts[index].data() - base : -1;
    offsets[2 * index + 1] = took_part ? offsets[2 * index] + static_cast<ptrdiff_t>(parts[index].size()) : -1;
  }
  return true;
}

char *cre2_check_rewrite(const cre2_pattern *pattern, const char *rewrite, size_t length) {
  std::string error;
  if (pattern->re.CheckRewriteString(re2::StringPiece(rewrite, length), &error)) return nullptr;
  return copied(error);
}

char *cre2_global_replace(const cre2_pattern *pattern, const char *text, size_t text_length,
                          const char *rewrite, size_t rewrite_length, size_t *out_length) {
  std::string out(text, text_length);
  if (pattern->re.ok()) RE2::GlobalReplace(&out, pattern->re, re2::StringPiece(rewrite, rewrite_length));
  *out_length = out.size();
  return copied(out);
}

void cre2_free_text(char *text) { std::free(text); }
}
