/* JSON values as Python sees them.
 *
 * Heat and its hooks are Python programs, and what templates mean hangs on it:
 * 1 == true, str(None), json.dumps() with its spaces. These few helpers say it
 * once. Values are borrowed and never changed; texts given out are new. Objects
 * keep the order in which they were filled, as Python's dictionaries do. Values
 * nested deeper than WF_PY_DEPTH come out cut ("...") and count as unequal.
 *
 *     g_autofree char *text = wf_py_str(value);  // {'a': [1, None]} */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#define WF_PY_DEPTH 1000

/* str(value): a string as it is, everything else as repr() has it. */
char *wf_py_str(const json_t *value);
void wf_py_append_str(GString *out, const json_t *value);

/* json.dumps(value, sort_keys=...): ", " and ": " between, all but ASCII escaped. */
char *wf_py_json_dumps(const json_t *value, bool sort_keys);
void wf_py_append_json(GString *out, const json_t *value, bool sort_keys);
/* repr() of a float: the shortest text that reads back as the same number. */
void wf_py_append_float(GString *out, double number);

/* a == b: 1, 1.0 and true are equal, the order of keys does not matter. */
bool wf_py_equal(const json_t *a, const json_t *b);
/* bool(value): false for null, false, 0, 0.0, "", [] and {}. */
bool wf_py_truth(const json_t *value);

/* int(text) and float(text). False if Python would refuse the text, or if the
 * number does not fit into 64 bits (infinities and nan for the second). */
bool wf_py_int(const char *text, gsize len, gint64 *ret_number);
bool wf_py_float(const char *text, gsize len, double *ret_number);
/* The number a text stands for: int(text), else float(text). NULL if none. New reference. */
json_t *wf_py_number(const char *text, gsize len);

/* list[index] with Python's negative indices; NULL beyond the ends. Borrowed. */
json_t *wf_py_item(const json_t *list, gint64 index);

/* str.isspace() of one character. */
bool wf_py_is_space(gunichar c);
