// Parse trees read from PostgreSQL's own structs, by the names of their fields. What a field holds is seen as libpg_query's JSON shows it: null, zero, false
// and empty lists are left out, a `Node *` tells its type, a pointer to one type of struct does not, an enum is the name of its value.
#include "SyntaxNodes.h"

#if CPG_READS_STRUCTS

#include <postgres.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>

// --- Which fields there are -----------------------------------------------------------------------------------------------

// The names of types and fields, in the order of their bytes.
enum {
#define NAME(name) NAME_##name,
#include "SyntaxNodes.inc"
#undef NAME
  NAME_count
};

static const struct { const char *text; size_t length; } names[] = {
#define NAME(name) {#name, sizeof #name - 1},
#include "SyntaxNodes.inc"
#undef NAME
  {"", 0},
};

// The types whose fields are listed, `type_none` for all others.
enum {
  type_none,
#define NODE_TYPE(name) type_##name,
#include "SyntaxNodes.inc"
#undef NODE_TYPE
  type_A_Const,
  type_List,
  type_count
};

enum {
  enum_none,
#define BEGIN_ENUM(name) enum_##name,
#define ENUM_VALUE(value)
#define END_ENUM(name)
#include "SyntaxNodes.inc"
#undef BEGIN_ENUM
#undef ENUM_VALUE
#undef END_ENUM
};

// What a place in a tree is. The kinds up to `a_double` are those of fields.
enum {
  a_node, a_list, a_struct_pointer, a_struct, an_enum, a_string, a_character, a_boolean, a_short, an_integer, an_unsigned, a_long, a_double,
  // A constant's value, by the type that it has; a list as the node that it is, too.
  an_integer_value, a_float_value, a_boolean_value, a_string_value, a_bit_string_value, a_node_of_list,
  // What a field leads to: a node with its type, the fields of a struct whose type is known, a list.
  the_node, the_fields, the_list,
};

typedef struct { unsigned short name, offset, detail; unsigned char kind, name_length; } Field;
#define FIELD(name, offset, kind, detail) {NAME_##name, offset, detail, kind, sizeof #name - 1}
#define END_OF_FIELDS {NAME_count, 0, 0, 0, 0}

// With char, int and so on told apart by the compiler.
#define VALUE_KIND(field) _Generic((field), \
  bool: a_boolean, char: a_character, char *: a_string, const char *: a_string, short: a_short, unsigned short: a_short, int: an_integer, \
  unsigned: an_unsigned, long: a_long, unsigned long: a_long, long long: a_long, unsigned long long: a_long, double: a_double)

#define BEGIN_NODE(type) static const Field fields_of_##type[] = {
#define NODE(type, field) FIELD(field, offsetof(type, field), a_node, 0),
#define LIST(type, field) FIELD(field, offsetof(type, field), a_list, 0),
#define VALUE(type, field) FIELD(field, offsetof(type, field), VALUE_KIND(((type *)0)->field), 0),
#define ENUM(type, field, of) FIELD(field, offsetof(type, field), an_enum, enum_##of),
#define STRUCT(type, field, of) FIELD(field, offsetof(type, field), _Generic(&((type *)0)->field, of *: a_struct, of **: a_struct_pointer), type_##of),
#define END_NODE(type) END_OF_FIELDS};
#include "SyntaxNodes.inc"
#undef BEGIN_NODE
#undef NODE
#undef LIST
#undef VALUE
#undef ENUM
#undef STRUCT
#undef END_NODE

static const Field fields_of_A_Const[] = {
  FIELD(ival, offsetof(A_Const, val), an_integer_value, type_Integer), FIELD(fval, offsetof(A_Const, val), a_float_value, type_Float),
  FIELD(boolval, offsetof(A_Const, val), a_boolean_value, type_Boolean), FIELD(sval, offsetof(A_Const, val), a_string_value, type_String),
  FIELD(bsval, offsetof(A_Const, val), a_bit_string_value, type_BitString), FIELD(isnull, offsetof(A_Const, isnull), a_boolean, 0),
  FIELD(location, offsetof(A_Const, location), an_integer, 0), END_OF_FIELDS};
static const Field fields_of_List[] = {FIELD(items, 0, a_node_of_list, 0), END_OF_FIELDS};
static const Field no_fields[] = {END_OF_FIELDS};

static const struct { unsigned short name; const Field *fields; } types[] = {
  {NAME_count, no_fields},
#define NODE_TYPE(type) {NAME_##type, fields_of_##type},
#include "SyntaxNodes.inc"
#undef NODE_TYPE
  {NAME_A_Const, fields_of_A_Const},
  {NAME_List, fields_of_List},
};

// By NodeTag.
static const unsigned short type_of_tag[] = {
#define NODE_TYPE(type) [T_##type] = type_##type,
#include "SyntaxNodes.inc"
#undef NODE_TYPE
  [T_A_Const] = type_A_Const,
  [T_List] = type_List,
};

// From -1 on, the least value that an enum has.
#define BEGIN_ENUM(name) static const char *const values_of_##name[] = {
#define ENUM_VALUE(value) [1 + value] = #value,
#define END_ENUM(name) };
#include "SyntaxNodes.inc"
#undef BEGIN_ENUM
#undef ENUM_VALUE
#undef END_ENUM

static const struct { const char *const *values; size_t count; } enums[] = {
  {NULL, 0},
#define BEGIN_ENUM(name) {values_of_##name, sizeof values_of_##name / sizeof *values_of_##name},
#define ENUM_VALUE(value)
#define END_ENUM(name)
#include "SyntaxNodes.inc"
#undef BEGIN_ENUM
#undef ENUM_VALUE
#undef END_ENUM
};

// --- Places in a tree ------------------------------------------------------------------------------------------------------

static const CPgNode none = {NULL, 0, 0};
// In a list there may be an element that is no node, such as the one of a DISTINCT without ON.
static const Node nothing = {T_Invalid};

static CPgNode a_place(const void *at, unsigned kind, unsigned detail) { return (CPgNode){at, kind, detail}; }

static unsigned type_of(const Node *node) {
  unsigned tag = nodeTag(node);
  return tag < sizeof type_of_tag / sizeof *type_of_tag ? type_of_tag[tag] : type_none;
}

static CPgNode node_or_none(const Node *node) { return node ? a_place(node, the_node, type_of(node)) : none; }

static CPgNode value_of_constant(const void *at, const Field *field, NodeTag tag) {
  const A_Const *constant = (const A_Const *)((const char *)at - offsetof(A_Const, val));
  return !constant->isnull && nodeTag(at) == tag ? a_place(at, the_fields, field->detail) : none;
}

// What a field of a struct holds.
static CPgNode value_of(const char *fields, const Field *field) {
  const void *at = fields + field->offset;
  switch (field->kind) {
    case a_node: return node_or_none(*(Node *const *)at);
    case a_list: return *(List *const *)at ? a_place(*(List *const *)at, the_list, 0) : none;
    case a_struct_pointer: return *(void *const *)at ? a_place(*(void *const *)at, the_fields, field->detail) : none;
    case a_struct: return a_place(at, the_fields, field->detail);
    case an_enum: return a_place(at, an_enum, field->detail);
    case a_string: return *(char *const *)at ? a_place(*(char *const *)at, a_string, 0) : none;
    case a_character: return *(const char *)at ? a_place(at, a_character, 0) : none;
    case a_boolean: return *(const bool *)at ? a_place(at, a_boolean, 0) : none;
    case a_short: return *(const short *)at ? a_place(at, a_short, 0) : none;
    case an_integer: case an_unsigned: return *(const int *)at ? a_place(at, field->kind, 0) : none;
    case a_long: return *(const int64 *)at ? a_place(at, a_long, 0) : none;
    case an_integer_value: return value_of_constant(at, field, T_Integer);
    case a_float_value: return value_of_constant(at, field, T_Float);
    case a_boolean_value: return value_of_constant(at, field, T_Boolean);
    case a_string_value: return value_of_constant(at, field, T_String);
    case a_bit_string_value: return value_of_constant(at, field, T_BitString);
    case a_node_of_list: return a_place(fields, the_list, 0);
    default: return none;
  }
}

CPgNode cpg_member(CPgNode node, const char *key, size_t key_length) {
  if (node.kind == the_node) {
    unsigned name = types[node.detail].name;
    return names[name].length == key_length && memcmp(names[name].text, key, key_length) == 0 ? a_place(node.at, the_fields, node.detail) : none;
  }
  if (node.kind != the_fields) return none;
  for (const Field *field = types[node.detail].fields; field->name != NAME_count; field++)
    if (field->name_length == key_length && memcmp(names[field->name].text, key, key_length) == 0) return value_of(node.at, field);
  return none;
}

CPgNode cpg_fields(CPgNode node, const char **type, size_t *type_length) {
  if (node.kind != the_node || node.detail == type_none) return none;
  *type = names[types[node.detail].name].text;
  *type_length = names[types[node.detail].name].length;
  return a_place(node.at, the_fields, node.detail);
}

CPgElements cpg_elements(CPgNode node) {
  const List *list = node.at;
  if (node.kind != the_list || list->type != T_List) return (CPgElements){NULL, NULL};
  return (CPgElements){list->elements, list->elements + list->length};
}

CPgNode cpg_next(CPgElements *elements) {
  if (elements->next == elements->end) return none;
  const ListCell *cell = elements->next;
  elements->next = cell + 1;
  return node_or_none(cell->ptr_value ? cell->ptr_value : &nothing);
}

bool cpg_string(CPgNode node, const char **text, size_t *length) {
  switch (node.kind) {
    case a_string: *text = node.at; break;
    case a_character:
      *text = node.at;
      *length = 1;
      return true;
    case an_enum: {
      unsigned value = 1 + *(const unsigned *)node.at;
      *text = value < enums[node.detail].count ? enums[node.detail].values[value] : NULL;
      if (!*text) return false;
      break;
    }
    default: return false;
  }
  *length = strlen(*text);
  return true;
}

bool cpg_integer(CPgNode node, int64_t *value) {
  switch (node.kind) {
    case a_short: *value = *(const short *)node.at; return true;
    case an_integer: *value = *(const int *)node.at; return true;
    case an_unsigned: *value = *(const unsigned *)node.at; return true;
    case a_long: *value = *(const int64 *)node.at; return true;
    default: return false;
  }
}

bool cpg_boolean(CPgNode node, bool *value) {
  if (node.kind != a_boolean) return false;
  *value = *(const bool *)node.at;
  return true;
}

// --- Everything below a node -----------------------------------------------------------------------------------------------

enum { most_keys = 16 };

typedef struct { unsigned names[most_keys]; size_t count; CPgFound *found; size_t capacity, total; } Search;

static void note(Search *search, unsigned name, CPgNode value) {
  for (size_t key = 0; key < search->count; key++) {
    if (search->names[key] != name) continue;
    if (search->total < search->capacity) search->found[search->total] = (CPgFound){key, value};
    search->total++;
  }
}

// As deep as the tree, which the parser limits.
static void visit(Search *search, CPgNode node) {
  if (node.kind == the_node) {
    node.kind = the_fields;
    if (node.detail != type_none) note(search, types[node.detail].name, node);
  }
  if (node.kind == the_fields) {
    for (const Field *field = types[node.detail].fields; field->name != NAME_count; field++) {
      CPgNode value = value_of(node.at, field);
      if (!value.at) continue;
      note(search, field->name, value);
      if (value.kind >= the_node) visit(search, value);
    }
  } else if (node.kind == the_list) {
    CPgElements elements = cpg_elements(node);
    for (CPgNode element = cpg_next(&elements); element.at; element = cpg_next(&elements)) visit(search, element);
  }
}

// The number of a name, NAME_count for none.
static unsigned name_of(const char *text) {
  size_t low = 0, high = NAME_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(names[middle].text, text);
    if (order == 0) return (unsigned)middle;
    if (order < 0) low = middle + 1; else high = middle;
  }
  return NAME_count;
}

size_t cpg_find(CPgNode node, const char *const *keys, size_t count, CPgFound *found, size_t capacity) {
  if (!node.at || count > most_keys) return 0;
  Search search = {{0}, count, found, capacity, 0};
  for (size_t key = 0; key < count; key++) search.names[key] = name_of(keys[key]);
  visit(&search, node);
  return search.total;
}

// The levels below a node as the JSON has them, two for each node and one for each list, or more than `most` as soon as they are more.
static size_t depth(CPgNode node, size_t most) {
  size_t deepest = 0, own = node.kind == the_node ? 2 : 1;
  if (most < own) return own;
  if (node.kind == the_list) {
    CPgElements elements = cpg_elements(node);
    for (CPgNode element = cpg_next(&elements); element.at && deepest <= most - own; element = cpg_next(&elements)) {
      size_t below = depth(element, most - own);
      if (below > deepest) deepest = below;
    }
  } else {
    for (const Field *field = types[node.detail].fields; field->name != NAME_count && deepest <= most - own; field++) {
      CPgNode value = value_of(node.at, field);
      size_t below = value.at && value.kind >= the_node ? depth(value, most - own) : 0;
      if (below > deepest) deepest = below;
    }
  }
  return own + deepest;
}

bool cpg_is_deeper(CPgNode node, size_t levels) { return node.at && depth(node, levels) > levels; }

CPgNode cpg_first_statement(const List *statements) {
  return statements ? node_or_none(linitial_node(RawStmt, statements)->stmt) : none;
}

#else

static const CPgNode none = {NULL, 0, 0};

CPgNode cpg_member(CPgNode node, const char *key, size_t key_length) { return (void)node, (void)key, (void)key_length, none; }
CPgNode cpg_fields(CPgNode node, const char **type, size_t *type_length) { return (void)node, (void)type, (void)type_length, none; }
CPgElements cpg_elements(CPgNode node) { return (void)node, (CPgElements){NULL, NULL}; }
CPgNode cpg_next(CPgElements *elements) { return (void)elements, none; }
bool cpg_string(CPgNode node, const char **text, size_t *length) { return (void)node, (void)text, (void)length, false; }
bool cpg_integer(CPgNode node, int64_t *value) { return (void)node, (void)value, false; }
bool cpg_boolean(CPgNode node, bool *value) { return (void)node, (void)value, false; }
bool cpg_is_deeper(CPgNode node, size_t levels) { return (void)node, (void)levels, false; }
size_t cpg_find(CPgNode node, const char *const *keys, size_t count, CPgFound *found, size_t capacity) {
  return (void)node, (void)keys, (void)count, (void)found, (void)capacity, 0;
}

#endif
