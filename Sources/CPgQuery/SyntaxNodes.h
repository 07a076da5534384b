#ifndef SYNTAXNODES_H
#define SYNTAXNODES_H

#include "CPgQuery.h"

#include <pg_query.h>

// libpg_query's packages bring PostgreSQL's headers since 17. The structs of each version are others, and SyntaxNodes.inc knows these.
#if __has_include(<nodes/parsenodes.h>) && PG_VERSION_NUM >= 170000 && PG_VERSION_NUM < 190000
#define CPG_READS_STRUCTS 1

struct List;
/// The first of the statements that PostgreSQL's parser found.
CPgNode cpg_first_statement(const struct List *statements);
#endif

#endif
