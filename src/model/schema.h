/* What Heat's own resource types take and give. The table behind it is made of Heat's plug-ins
 * (tests/heat/schema.py), the rules of those weft interprets are its own. */
#pragma once

#include "model_priv.h"

#include <limits.h>

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
    WfSchemaKind kind, item; /* of the value, and of each item of a list */
    const char *allowed;     /* values, a space between; NULL: any */
    const WfProperty *below; /* of the map, or of each map in the list; NULL: not looked at */
    int min, max;            /* of a number; of the length of a string or list; both 0: any */
    bool defaults; /* null stands for a value within these limits; else it is the empty one, or 0 */
    bool required;
};

typedef struct {
    const char *name;
    const WfProperty *properties, *update_policy; /* NULL: it takes whatever it is given */
    const char *attributes; /* names, a space between; NULL: any that a stack gives it */
    /* Properties, a space between, that no update changes: another resource takes the place of this
     * one, or Heat refuses. NULL: there are none. */
    const char *replacing, *refused;
    bool by_value; /* what it does with the others hangs on their values, too */
} WfHeatType;

/* types.c */
const WfHeatType *wf_heat_type(const char *type); /* NULL: Heat itself has none of that name */
bool wf_words_hold(const char *words, const char *s, gsize len);
char *wf_words_nearest(const char *words, const char *word); /* NULL: none is near; caller frees */

/* A value that was written out, or that `if`s and parameters give where it stands. */
typedef struct {
    WfKind kind;
    WfStr text;    /* of scalars */
    gsize size;    /* of lists and maps */
    double number; /* of numbers and booleans */
    bool secret;   /* a finding must not show it */
    json_t *json;  /* what was computed, and holds the text */
} WfGiven;

/* fits.c: whether a value is what a property takes */
void wf_given_clear(WfGiven *given);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WfGiven, wf_given_clear)
/* False: only a running stack knows, each member of a group has another, or something is wrong that
 * others say. */
bool wf_given_read(WfModel *m, WfExpr e, WfGiven *ret);
/* A property as it stands there; node 0: it does not. To Heat null is an empty value. */
WfExpr wf_property_written(const WfModel *m, WfId r, const char *name);
typedef enum { WF_ABSENT, WF_OPEN, WF_SET } WfPresence;
WfPresence wf_presence(WfModel *m, WfExpr e);
bool wf_given_fits(const WfGiven *given, WfSchemaKind wanted);
/* The length of a text or list, or the number. */
double wf_given_measure(const WfGiven *given, const WfProperty *property);
bool wf_given_within(const WfGiven *given, const WfProperty *property);
const char *wf_schema_kind_name(WfSchemaKind kind); /* "a list" */

/* server.c */
/* How the networks of a server and its security groups may go together. */
void wf_server_check(WfModel *m, WfId r);

/* boot.c */
void wf_server_boot_check(WfModel *m, WfId r);

/* together.c */
void wf_together_check(WfModel *m, WfId r);
