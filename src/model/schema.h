/* The properties of the resource types that weft interprets. */
#pragma once

#include <limits.h>
#include <stdbool.h>

typedef enum {
    SCHEMA_ANY,
    SCHEMA_STRING,
    SCHEMA_LIST,
    SCHEMA_MAP,
    SCHEMA_BOOLEAN,
    SCHEMA_INTEGER,
    SCHEMA_NUMBER
} WfSchemaKind;

typedef struct WfProperty WfProperty;
struct WfProperty {
    const char *name;        /* NULL: the end of a table */
    const char *allowed;     /* values, a space between; NULL: any */
    const WfProperty *below; /* of the map, or of each map in the list; NULL: not looked at */
    WfSchemaKind kind, item; /* of the value, and of each item of a list */
    int min, max;            /* of a number; of the length of a string or list */
    bool required;
};
