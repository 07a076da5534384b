// The only door to simdjson: a parse tree in libpg_query's JSON, read in place.
#ifndef CSYNTAXTREE_H
#define CSYNTAXTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A place in the tree its reader parsed last. `document` is NULL for "no such node".
typedef struct { const void *document; size_t index; } CSTNode;

typedef struct CSTReader CSTReader;
typedef enum { CST_OK = 0, CST_TOO_DEEP = 1, CST_FAILED = 2 } CSTStatus;

/// A reader takes trees up to `max_depth` levels deep. Not for use by two threads at once. NULL when memory is short.
CSTReader *cst_reader_create(size_t max_depth);
void cst_reader_destroy(CSTReader *reader);
/// Reads `length` bytes of JSON. Every node of the tree before is gone then.
CSTStatus cst_read(CSTReader *reader, const char *json, size_t length, CSTNode *root);

/// The member `key` of an object.
CSTNode cst_member(CSTNode node, const char *key, size_t key_length);
/// The only member of an object such as {"IndexStmt": {…}}: its key, and its value as the result.
CSTNode cst_first_member(CSTNode node, const char **key, size_t *key_length);
/// A place between the elements of an array.
typedef struct { CSTNode next; size_t end; } CSTElements;
/// The elements of an array; none of anything else.
CSTElements cst_elements(CSTNode node);
/// The next element, `document` NULL behind the last one.
CSTNode cst_next(CSTElements *elements);

/// A member found below a node: which of the keys, and its value.
typedef struct { size_t key; CSTNode value; } CSTFound;
/// Looks through everything below a node, outermost first, for members with one of `count` NUL-terminated keys, at most 16, and copies the
/// first `capacity` of them. The result is how many there are, be it more than that.
size_t cst_find(CSTNode node, const char *const *keys, size_t count, CSTFound *found, size_t capacity);

bool cst_string(CSTNode node, const char **text, size_t *length);
bool cst_integer(CSTNode node, int64_t *value);
bool cst_boolean(CSTNode node, bool *value);

#ifdef __cplusplus
}
#endif
#endif
