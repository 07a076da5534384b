#define _GNU_SOURCE
#include "SyntaxNodes.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>
#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

#if CPG_READS_STRUCTS
#undef DEBUG  // It defines the name by itself.
#include <pg_query/pg_query_internal.h>
#endif
#if __has_include(<libpg_query_version.h>)
#include <libpg_query_version.h>
#endif

#if defined(__linux__) && defined(__GLIBC__) && !__GLIBC_PREREQ(2, 38)
// Debian's newest archives were compiled against a later glibc; these two names are all they take from it.
unsigned long __isoc23_strtoul(const char *text, char **end, int base);
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }

size_t strlcpy(char *to, const char *from, size_t size);
size_t strlcpy(char *to, const char *from, size_t size) {
  size_t length = strlen(from);
  if (size > 0) {
    size_t kept = length < size - 1 ? length : size - 1;
    memcpy(to, from, kept);
    to[kept] = 0;
  }
  return length;
}
#endif

static CPgError copy_error(const PgQueryError *error) {
  CPgError copy = {NULL, 0};
  if (error) {
    copy.message = strdup(error->message ? error->message : "unknown error");
    copy.cursor_position = error->cursorpos;
  }
  return copy;
}

// Takes the JSON out of a result.
static CPgTree take_tree(char **json, const PgQueryError *error) {
  CPgTree tree = {.error = copy_error(error)};
  if (!error) {
    tree.json = *json;
    tree.length = tree.json ? strlen(tree.json) : 0;
    *json = NULL;
  }
  return tree;
}

CPgTree cpg_parse_json(const char *sql) {
  PgQueryParseResult result = pg_query_parse(sql);
  CPgTree tree = take_tree(&result.parse_tree, result.error);
  pg_query_free_parse_result(result);
  return tree;
}

CPgTree cpg_parse_plpgsql(const char *sql) {
  PgQueryPlpgsqlParseResult result = pg_query_parse_plpgsql(sql);
  CPgTree tree = take_tree(&result.plpgsql_funcs, result.error);
  pg_query_free_plpgsql_parse_result(result);
  return tree;
}

#if CPG_READS_STRUCTS

CPgTree cpg_parse(const char *sql) {
  MemoryContext memory = pg_query_enter_memory_context();
  PgQueryInternalParsetreeAndError result = pg_query_raw_parse(sql, PG_QUERY_PARSE_DEFAULT);
  CPgTree tree = {.root = cpg_first_statement(result.tree), .error = copy_error(result.error), .memory = memory};
  free(result.stderr_buffer);
  if (result.error) pg_query_free_error(result.error);
  return tree;
}

static void free_memory(CPgTree tree) {
  if (tree.memory) pg_query_exit_memory_context(tree.memory);
}

#else

CPgTree cpg_parse(const char *sql) { return cpg_parse_json(sql); }

static void free_memory(CPgTree tree) { (void)tree; }

#endif

void cpg_tree_free(CPgTree tree) {
  free_memory(tree);
  free(tree.json);
  free(tree.error.message);
}

#if PG_VERSION_NUM >= 180000

CPgTokens cpg_scan(const char *sql) {
  CPgTokens tokens = {NULL, 0, {NULL, 0}};
  PgQueryScanTokensResult result = pg_query_scan_tokens(sql);
  tokens.error = copy_error(result.error);
  if (!result.error) {
    tokens.tokens = calloc((size_t)result.n_tokens + 1, sizeof *tokens.tokens);
    if (tokens.tokens) {
      for (int i = 0; i < result.n_tokens; i++) {
        tokens.tokens[i].start = result.tokens[i].start;
        tokens.tokens[i].end = result.tokens[i].end;
        tokens.tokens[i].keyword = result.tokens[i].keyword_kind != 0;
      }
      tokens.count = result.n_tokens;
    }
  }
  pg_query_free_scan_tokens_result(result);
  return tokens;
}

#else

// Up to 17 the tokens come as a protobuf message. Five varint fields do not need libprotobuf-c's headers:
// ScanResult { int32 version = 1; repeated ScanToken tokens = 2 }, ScanToken { start = 1; end = 2; token = 4; keyword_kind = 5 }.
static bool read_varint(const unsigned char **at, const unsigned char *end, unsigned long long *value) {
  *value = 0;
  for (int shift = 0; *at < end && shift < 64; shift += 7) {
    unsigned char byte = *(*at)++;
    *value |= (unsigned long long)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return true;
  }
  return false;
}

CPgTokens cpg_scan(const char *sql) {
  CPgTokens tokens = {NULL, 0, {NULL, 0}};
  PgQueryScanResult result = pg_query_scan(sql);
  tokens.error = copy_error(result.error);
  if (!result.error) {
    const unsigned char *at = (const unsigned char *)result.pbuf.data;
    const unsigned char *end = at + result.pbuf.len;
    unsigned long long key, value;
    int capacity = 0;
    while (at < end && read_varint(&at, end, &key) && read_varint(&at, end, &value)) {
      if (key != (2 << 3 | 2)) continue;
      const unsigned char *token_end = at + value;
      if (value > (unsigned long long)(end - at)) break;
      CPgToken token = {0, 0, false};
      while (at < token_end && read_varint(&at, token_end, &key) && read_varint(&at, token_end, &value)) {
        switch (key >> 3) {
          case 1: token.start = (int)value; break;
          case 2: token.end = (int)value; break;
          case 5: token.keyword = value != 0; break;
        }
      }
      at = token_end;
      if (tokens.count == capacity) {
        capacity = capacity ? capacity * 2 : 64;
        CPgToken *grown = realloc(tokens.tokens, (size_t)capacity * sizeof *grown);
        if (!grown) break;
        tokens.tokens = grown;
      }
      tokens.tokens[tokens.count++] = token;
    }
  }
  pg_query_free_scan_result(result);
  return tokens;
}

#endif

void cpg_tokens_free(CPgTokens tokens) {
  free(tokens.tokens);
  free(tokens.error.message);
}

void cpg_keep_memory(void) {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 17);
  mallopt(M_TOP_PAD, 1 << 20);
#endif
}

bool cpg_stack_holds(size_t bytes) {
#ifdef __linux__
  struct rlimit limit;
  return getpid() == gettid() && getrlimit(RLIMIT_STACK, &limit) == 0 && bytes <= limit.rlim_cur / 2;
#else
  (void)bytes;
  return false;
#endif
}

int cpg_header_version(void) { return PG_VERSION_NUM; }

#ifdef LIBPG_QUERY_VERSION
const char *cpg_library_version(void) { return LIBPG_QUERY_VERSION; }
#else
const char *cpg_library_version(void) { return PG_MAJORVERSION; }
#endif
