/* Reading checked fields out of an object from outside. */
#pragma once

#include <weft/error.h>
#include <weft/limits.h>
#include <weft/protocol.h>

/* A payload under way: the first trouble is kept in @error, and everything after it is skipped,
 * so that parsers read as a list of fields. */
typedef struct {
    const char *what; /* for messages: "manifest of 'app'" */
    GError *error;
} WfReader;

/* How deep a JSON text is nested; whether a string in it holds a NUL, if @ret_nul is not NULL. */
guint wf_json_depth(const char *text, gsize len, bool *ret_nul);

G_GNUC_PRINTF(3, 4)
void wf_reader_refuse(WfReader *r, WfErrorCode code, const char *format, ...);
/* Parses, and checks that it is an object of version 1. NULL with the error set otherwise. */
json_t *wf_reader_open(WfReader *r, const void *data, gsize len, gsize max);

/* A missing field gives NULL, 0 or false; a required one that is missing is refused. */
char *wf_reader_text(WfReader *r, const json_t *object, const char *key, gsize max, bool required);
char *wf_reader_name(WfReader *r, const json_t *object, const char *key, bool required);
char *wf_reader_digest(WfReader *r, const json_t *object, const char *key, bool required);
gint64 wf_reader_int(WfReader *r, const json_t *object, const char *key, gint64 min, gint64 max);
bool wf_reader_bool(WfReader *r, const json_t *object, const char *key);
/* The value of a key if it has the type (new reference); NULL if missing. */
json_t *wf_reader_json(WfReader *r, const json_t *object, const char *key, json_type type);
/* Index of a word in a NULL-terminated list; @fallback if missing. */
int wf_reader_word(WfReader *r, const json_t *object, const char *key, const char *const *words,
                   int fallback);

/* A payload as text, with its version; ending it takes the string. */
GString *wf_json_payload(void);
GBytes *wf_json_payload_end(GString *out);

/* How a value is written. */
typedef struct {
    bool sorted; /* keys, at every level */
    /* Asked before each map; true: it has written something in its place. May be NULL. */
    bool (*instead)(GString *out, const json_t *object, gpointer data);
    gpointer data;
} WfJsonForm;
/* Like wf_json_value(), but NULL is null. */
void wf_json_append(GString *out, const char *key, const json_t *value, const WfJsonForm *form);
void wf_json_count(GString *out, const char *key, gint64 value); /* 0 is left out */
void wf_json_flag(GString *out, const char *key, bool value);    /* false is left out */
