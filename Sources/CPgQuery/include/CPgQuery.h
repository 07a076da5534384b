// The only door to libpg_query: what Lintel needs of it, the same for the libraries of PostgreSQL 15, 17 and 18.
#ifndef CPGQUERY_H
#define CPGQUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the parser refused. `message` is NULL when nothing was refused.
typedef struct {
  char *message;
  /// 1-based position in characters (UTF-8 code points), as PostgreSQL counts; 0 when it names none.
  int cursor_position;
} CPgError;

/// A place in a tree of PostgreSQL's own structs. `at` is NULL for "no such node".
typedef struct { const void *at; unsigned kind; unsigned detail; } CPgNode;

/// What the parser made, or why it made nothing. Not both `root` and `json` are set.
typedef struct {
  /// The first statement, as the parser itself keeps it; nothing for SQL without a statement.
  CPgNode root;
  /// libpg_query's JSON, NUL-terminated, and its bytes.
  char *json;
  size_t length;
  CPgError error;
  /// What holds the structs. Not for use by another thread than the one that parsed.
  void *memory;
} CPgTree;

/// The parse tree of NUL-terminated SQL, as structs where this was compiled with PostgreSQL's own headers, else as JSON.
CPgTree cpg_parse(const char *sql);
/// The same as JSON.
CPgTree cpg_parse_json(const char *sql);
/// The bodies of the PL/pgSQL functions and DO blocks in NUL-terminated SQL, as libpg_query's JSON.
CPgTree cpg_parse_plpgsql(const char *sql);
void cpg_tree_free(CPgTree tree);

/// The fields of a node of the type `key`; the field `key` of such fields. Nothing where a field is null, zero, false or an empty list.
CPgNode cpg_member(CPgNode node, const char *key, size_t key_length);
/// The type of a node, and its fields as the result.
CPgNode cpg_fields(CPgNode node, const char **type, size_t *type_length);

/// What is left of a list.
typedef struct { const void *next; const void *end; } CPgElements;
/// The elements of a list; none of anything else.
CPgElements cpg_elements(CPgNode node);
/// The next element, `at` NULL behind the last one.
CPgNode cpg_next(CPgElements *elements);

/// A member found below a node: which of the keys, and its value.
typedef struct { size_t key; CPgNode value; } CPgFound;
/// Looks through everything below a node, outermost first, for members with one of `count` NUL-terminated keys, at most 16, and copies the
/// first `capacity` of them. The result is how many there are, be it more than that.
size_t cpg_find(CPgNode node, const char *const *keys, size_t count, CPgFound *found, size_t capacity);

/// A text, or the name of an enum's value. Not NUL-terminated.
bool cpg_string(CPgNode node, const char **text, size_t *length);
bool cpg_integer(CPgNode node, int64_t *value);
bool cpg_boolean(CPgNode node, bool *value);
/// Whether a tree has more than so many levels, as JSON counts them: two for each node, one for each list.
bool cpg_is_deeper(CPgNode node, size_t levels);

typedef struct { int start; int end; bool keyword; } CPgToken;
typedef struct { CPgToken *tokens; int count; CPgError error; } CPgTokens;

/// All tokens of NUL-terminated SQL, comments among them, with byte offsets.
CPgTokens cpg_scan(const char *sql);
void cpg_tokens_free(CPgTokens tokens);

/// Keeps memory that a statement gave back for the next one, instead of asking the system for it anew. Called once, before threads.
void cpg_keep_memory(void);

/// Whether this is the main thread and half of its stack holds so much. Of other threads, and of other systems, nobody knows.
bool cpg_stack_holds(size_t bytes);

/// `PG_VERSION_NUM` of the header this was compiled with, such as 180006.
int cpg_header_version(void);
/// libpg_query's own version, such as "18.1.0", where `make deps` wrote it down; else its major version.
const char *cpg_library_version(void);

#endif
