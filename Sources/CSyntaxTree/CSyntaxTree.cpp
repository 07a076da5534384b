#include "CSyntaxTree.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <simdjson.h>

using namespace simdjson;

namespace {

// A node is a dom::element taken apart into its two words, a document and a place on its tape; so is a place in an array.
static_assert(sizeof(dom::element) == sizeof(CSTNode), "dom::element is a document and a tape index");
static_assert(sizeof(dom::array::iterator) == sizeof(CSTNode), "so is an iterator");

CSTNode pack(dom::element element) {
  CSTNode node;
  std::memcpy(static_cast<void *>(&node), static_cast<const void *>(&element), sizeof node);
  return node;
}

dom::element unpack(CSTNode node) {
  dom::element element;
  std::memcpy(static_cast<void *>(&element), static_cast<const void *>(&node), sizeof node);
  return element;
}

CSTNode pack_place(dom::array::iterator place) {
  CSTNode node;
  std::memcpy(static_cast<void *>(&node), static_cast<const void *>(&place), sizeof node);
  return node;
}

const CSTNode none = {nullptr, 0};
const size_t most_keys = 16;
const size_t usual_depth = 512;

struct Search {
  std::string_view keys[most_keys];
  size_t count;
  CSTFound *found;
  size_t capacity;
  size_t total;

  // As deep as the tree, which the reader's depth limits.
  void visit(dom::element element) {
    dom::array array;
    if (!element.get(array)) {
      for (auto each : array) visit(each);
      return;
    }
    dom::object object;
    if (element.get(object)) return;
    for (auto field : object) {
      for (size_t key = 0; key < count; key++) {
        if (field.key != keys[key]) continue;
        if (total < capacity) found[total] = {key, pack(field.value)};
        total++;
      }
      visit(field.value);
    }
  }
};

}  // namespace

struct CSTReader { dom::parser parser; size_t max_depth; };

extern "C" {

CSTReader *cst_reader_create(size_t max_depth) {
  CSTReader *reader = new (std::nothrow) CSTReader;
  if (reader) reader->max_depth = max_depth;
  return reader;
}

void cst_reader_destroy(CSTReader *reader) { delete reader; }

CSTStatus cst_read(CSTReader *reader, const char *json, size_t length, CSTNode *root) {
  dom::parser &parser = reader->parser;
  // Hardly any text is deep, and what the parser keeps for each level is long.
  size_t depth = parser.max_depth() == reader->max_depth ? reader->max_depth : std::min(usual_depth, reader->max_depth);
  if (parser.capacity() < length || parser.max_depth() != depth) {
    // Grows by half as much again, so that many statements of rising length do not each allocate anew.
    size_t capacity = length < 4096 ? 4096 : length + length / 2;
    if (parser.allocate(capacity, depth)) return CST_FAILED;
  }
  dom::element element;
  error_code error = parser.parse(json, length).get(element);
  if (error == DEPTH_ERROR && depth < reader->max_depth) {
    if (parser.allocate(parser.capacity(), reader->max_depth)) return CST_FAILED;
    error = parser.parse(json, length).get(element);
  }
  if (error == DEPTH_ERROR) return CST_TOO_DEEP;
  if (error) return CST_FAILED;
  *root = pack(element);
  return CST_OK;
}

CSTNode cst_member(CSTNode node, const char *key, size_t key_length) {
  if (!node.document) return none;
  dom::object object;
  if (unpack(node).get(object)) return none;
  for (auto field : object)
    if (field.key.size() == key_length && std::memcmp(field.key.data(), key, key_length) == 0) return pack(field.value);
  return none;
}

CSTNode cst_first_member(CSTNode node, const char **key, size_t *key_length) {
  if (!node.document) return none;
  dom::object object;
  if (unpack(node).get(object)) return none;
  for (auto field : object) {
    *key = field.key.data();
    *key_length = field.key.size();
    return pack(field.value);
  }
  return none;
}

CSTElements cst_elements(CSTNode node) {
  dom::array array;
  if (!node.document || unpack(node).get(array)) return {none, 0};
  return {pack_place(array.begin()), pack_place(array.end()).index};
}

CSTNode cst_next(CSTElements *elements) {
  if (!elements->next.document || elements->next.index == elements->end) return none;
  CSTNode here = elements->next;
  dom::array::iterator place;
  std::memcpy(static_cast<void *>(&place), static_cast<const void *>(&here), sizeof place);
  elements->next = pack_place(++place);
  return here;
}

size_t cst_find(CSTNode node, const char *const *keys, size_t count, CSTFound *found, size_t capacity) {
  if (!node.document || count > most_keys) return 0;
  Search search = {{}, count, found, capacity, 0};
  for (size_t key = 0; key < count; key++) search.keys[key] = keys[key];
  search.visit(unpack(node));
  return search.total;
}

bool cst_string(CSTNode node, const char **text, size_t *length) {
  std::string_view view;
  if (!node.document || unpack(node).get(view)) return false;
  *text = view.data();
  *length = view.size();
  return true;
}

bool cst_integer(CSTNode node, int64_t *value) { return node.document && !unpack(node).get(*value); }
bool cst_boolean(CSTNode node, bool *value) { return node.document && !unpack(node).get(*value); }

}
