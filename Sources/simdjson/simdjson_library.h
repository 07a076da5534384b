// Left empty on purpose: only CSyntaxTree's C++ includes <simdjson.h>; a module map cannot carry it to Swift.
