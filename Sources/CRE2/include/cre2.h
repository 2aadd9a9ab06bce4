#ifndef NUNCIO_CRE2_H
#define NUNCIO_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RE2 behind C, so that Swift can call it. Patterns and texts have explicit lengths and are read byte by byte, as
   Envoy reads them (from 1.40 on): a letter beyond ASCII is as many characters as it has bytes in UTF-8. */

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#define _Nullable
#endif

typedef struct cre2_pattern cre2_pattern;

/* Compiles a pattern; never NULL. Ask cre2_error before use. */
cre2_pattern *cre2_compile(const char *_Nullable pattern, size_t length);
/* The same for patterns and texts that are read letter by letter, as UTF-8. RE2 may use so many bytes for it, which bounds the time that it
   takes to compile, too; the standard is 8 MiB. */
cre2_pattern *cre2_compile_utf8(const char *_Nullable pattern, size_t length, int64_t bytes);
void cre2_free(cre2_pattern *pattern);
/* NULL when the pattern is good; else RE2's words, valid until cre2_free. */
const char *_Nullable cre2_error(const cre2_pattern *pattern);
/* The number of capturing groups; -1 for a bad pattern. */
int cre2_group_count(const cre2_pattern *pattern);
/* RE2's measure of the compiled size, which Envoy's max_program_size limits. */
int cre2_program_size(const cre2_pattern *pattern);
/* Whether the whole text matches, as Envoy's safe_regex asks. False for a bad pattern. */
bool cre2_full_match(const cre2_pattern *pattern, const char *_Nullable text, size_t length);
/* Finds the first match anywhere at or after byte `start`, the text before it still counting for \b and ^.
   Fills `groups` pairs of offsets (start, end), the whole match first; -1 where a group took no part. False for no
   match and for a bad pattern. */
bool cre2_find(const cre2_pattern *pattern, const char *_Nullable text, size_t length, size_t start,
               ptrdiff_t *_Nullable offsets, int groups);
/* NULL when `rewrite` (\0 to \9) is good for the pattern; else a message to be freed with cre2_free_text. */
char *_Nullable cre2_check_rewrite(const cre2_pattern *pattern, const char *rewrite, size_t length);
/* Replaces every match; the result is freed with cre2_free_text, and *out_length is its length. */
char *_Nullable cre2_global_replace(const cre2_pattern *pattern, const char *text, size_t text_length,
                          const char *rewrite, size_t rewrite_length, size_t *out_length);
void cre2_free_text(char *text);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif
#endif
