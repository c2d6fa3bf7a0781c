/* The properties of the resource types that weft interprets. */
#pragma once

#include <stdbool.h>

typedef enum { SCHEMA_ANY, SCHEMA_STRING, SCHEMA_LIST, SCHEMA_MAP } WfSchemaKind;

typedef struct WfProperty WfProperty;
struct WfProperty {
    const char *name;        /* NULL: the end of a table */
    const char *allowed;     /* values, a space between; NULL: any */
    const WfProperty *below; /* of the map, or of each map in the list; NULL: not looked at */
    WfSchemaKind kind;
    bool required;
};
