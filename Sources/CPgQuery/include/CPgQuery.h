// The only door to libpg_query: what Lintel needs of it, the same for the libraries of PostgreSQL 15, 17 and 18.
#ifndef CPGQUERY_H
#define CPGQUERY_H

#include <stdbool.h>
#include <stddef.h>

/// What the parser refused. `message` is NULL when nothing was refused.
typedef struct {
  char *message;
  /// 1-based position in characters (UTF-8 code points), as PostgreSQL counts; 0 when it names none.
  int cursor_position;
} CPgError;

typedef struct { char *json; size_t length; CPgError error; } CPgTree;

/// The parse tree of NUL-terminated SQL as libpg_query's JSON.
CPgTree cpg_parse(const char *sql);
void cpg_tree_free(CPgTree tree);

/// The bodies of the PL/pgSQL functions and DO blocks in NUL-terminated SQL, as libpg_query's JSON.
CPgTree cpg_parse_plpgsql(const char *sql);

typedef struct { int start; int end; bool keyword; } CPgToken;
typedef struct { CPgToken *tokens; int count; CPgError error; } CPgTokens;

/// All tokens of NUL-terminated SQL, comments among them, with byte offsets.
CPgTokens cpg_scan(const char *sql);
void cpg_tokens_free(CPgTokens tokens);

/// Keeps memory that a statement gave back for the next one, instead of asking the system for it anew. Called once, before threads.
void cpg_keep_memory(void);

/// Has the thread's memory grown by much at once: glibc gives a thread page by page what it asks for, each time by a system call.
void cpg_reserve_memory(void);

/// Whether this is the main thread and half of its stack holds so much. Of other threads, and of other systems, nobody knows.
bool cpg_stack_holds(size_t bytes);

/// `PG_VERSION_NUM` of the header this was compiled with, such as 180006.
int cpg_header_version(void);
/// libpg_query's own version, such as "18.1.0", where `make deps` wrote it down; else its major version.
const char *cpg_library_version(void);

#endif
