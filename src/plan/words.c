/* Values of inputs in words: what one is, and where two differ. */
#include "plan_priv.h"

#include <weft/expr.h>
#include <weft/text.h>

#define VALUE_COLUMNS 40
#define VALUE_BYTES 4096
#define VALUE_BEFORE 12 /* of what two long values have in common, before where they differ */
#define PARTS 3         /* of a list or map that are named */
#define PART_COLUMNS 30
#define LIST_MOST 200 /* entries that are compared with each other */

/* "'a'", "db.url", "{...}"; of a text without its first @skipped bytes. */
static char *words_behind(const json_t *value, gsize skipped)
{
    g_autofree char *text = !value ? g_strdup("nothing")
                            : json_is_string(value)
                                ? g_strdup_printf("'%s'", json_string_value(value) + skipped)
                                : wf_expr_words(value, VALUE_BYTES);
    return wf_text_visible(text, -1, VALUE_BYTES);
}

static char *words_of(const json_t *value)
{
    return words_behind(value, 0);
}

/* New reference; NULL: there is none. */
static json_t *value_of(const WfModel *m, WfExpr expr)
{
    json_t *value = expr.node ? wf_model_value(m, expr, WF_VALUE_KNOWN, NULL) : NULL;

    return value || !expr.node ? value : json_string("?");
}

char *plan_value_words(const WfModel *m, const WfInput *input)
{
    json_auto_t *value = value_of(m, input->value);
    /* no fingerprint: it is keyed by the process, and a plan is the same every time */
    g_autofree char *whole = input->secret && value ? g_strdup(WF_TEXT_MASK) : words_of(value);

    return wf_text_cut(whole, VALUE_COLUMNS, "...");
}

/* ---- two values, as texts ---- */

static gsize in_common(const char *a, const char *b)
{
    gsize common = 0;

    while (a[common] && a[common] == b[common])
        common++;
    return common;
}

/* One of two that differ behind their first @common bytes, which a long one leaves out. */
static char *differing_words(const char *value, gsize common)
{
    if (wf_text_width(value, -1) <= VALUE_COLUMNS || common <= VALUE_BEFORE)
        return wf_text_cut(value, VALUE_COLUMNS, "...");
    const char *from = g_utf8_find_prev_char(value, value + common - VALUE_BEFORE + 1);
    g_autofree char *rest = g_strconcat("...", from, NULL);
    return wf_text_cut(rest, VALUE_COLUMNS, "...");
}

/* Of two texts that are longer than words are, what need not be looked at to tell them apart. */
static gsize skipped(const json_t *a, const json_t *b)
{
    const char *text = json_string_value(a), *other = json_string_value(b);
    gsize common = text && other ? in_common(text, other) : 0;

    return common <= VALUE_BYTES / 2
               ? 0
               : (gsize)(g_utf8_find_prev_char(text, text + common - VALUE_BYTES / 2 + 1) - text);
}

static char *from_to(const json_t *a, const json_t *b)
{
    gsize skip = skipped(a, b);
    g_autofree char *x = words_behind(a, skip), *y = words_behind(b, skip);
    gsize common = in_common(x, y);
    g_autofree char *from = differing_words(x, common);
    g_autofree char *to = differing_words(y, common);

    return g_strdup_printf("%s -> %s", from, to);
}

/* ---- two structured values ---- */

/* What was added and taken away, as far as there is room. */
typedef struct {
    GString *text;
    guint n;
} Parts;

static void add_part(Parts *parts, const char *sign, const char *name, const json_t *value)
{
    g_autofree char *words = value ? words_of(value) : g_strdup("");
    g_autofree char *cut = wf_text_cut(words, PART_COLUMNS, "...");

    if (parts->n++ >= PARTS)
        return;
    g_string_append_printf(parts->text, "%s%s%s%s%s", parts->n > 1 ? ", " : "", sign, name,
                           *name && value ? ": " : "", cut);
}

static bool holds(const json_t *list, size_t from, size_t to, const json_t *wanted)
{
    for (size_t i = from; i < to; i++)
        if (json_equal(json_array_get(list, i), wanted))
            return true;
    return false;
}

/* Mostly an entry was added to a long list: what is the same at both ends is passed over. */
static void list_parts(Parts *parts, const json_t *a, const json_t *b)
{
    size_t n = json_array_size(a), m = json_array_size(b), first = 0;

    while (first < MIN(n, m) && json_equal(json_array_get(a, first), json_array_get(b, first)))
        first++;
    while (MIN(n, m) > first && json_equal(json_array_get(a, n - 1), json_array_get(b, m - 1)))
        n--, m--;
    if (n - first > LIST_MOST || m - first > LIST_MOST)
        return;
    for (size_t i = first; i < n; i++)
        if (!holds(b, first, m, json_array_get(a, i)))
            add_part(parts, "- ", "", json_array_get(a, i));
    for (size_t i = first; i < m; i++)
        if (!holds(a, first, n, json_array_get(b, i)))
            add_part(parts, "+ ", "", json_array_get(b, i));
}

static void map_parts(Parts *parts, const json_t *a, const json_t *b)
{
    const char *key;
    json_t *item;

    json_object_foreach ((json_t *)a, key, item)
        if (!json_object_get(b, key))
            add_part(parts, "- ", key, NULL);
    json_object_foreach ((json_t *)b, key, item) {
        const json_t *had = json_object_get(a, key);
        if (!had)
            add_part(parts, "+ ", key, item);
        else if (!json_equal(had, item))
            add_part(parts, "", key, item);
    }
}

/* The one entry in which two lists of a length differ, if it is one. */
static bool step_into_list(const json_t **a, const json_t **b)
{
    size_t n = json_array_size(*a), at = n;

    if (!n || n != json_array_size(*b))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!json_equal(json_array_get(*a, i), json_array_get(*b, i))) {
            if (at < n)
                return false;
            at = i;
        }
    if (at == n)
        return false;
    *a = json_array_get(*a, at);
    *b = json_array_get(*b, at);
    return true;
}

/* The same of two maps with the same keys; @where gets the key, unless it is a function's name. */
static bool step_into_map(const json_t **a, const json_t **b, GString *where)
{
    const char *key, *at = NULL;
    json_t *item;

    if (!json_is_object(*a) || json_object_size(*a) != json_object_size(*b))
        return false;
    json_object_foreach ((json_t *)*a, key, item) {
        const json_t *other = json_object_get(*b, key);
        if (!other || (!json_equal(item, other) && at))
            return false;
        if (!json_equal(item, other))
            at = key;
    }
    if (!at)
        return false;
    if (json_object_size(*a) > 1 || wf_expr_function(at) == WF_FN_NONE)
        g_string_append_printf(where, "%s%s", where->len ? "." : "", at);
    *a = json_object_get(*a, at);
    *b = json_object_get(*b, at);
    return true;
}

static bool is_reference(const json_t *value)
{
    return json_object_get(value, "get_attr") || json_object_get(value, "get_resource");
}

/* Goes to where they differ, and says what differs there. */
static char *difference(const json_t *a, const json_t *b)
{
    g_autoptr(GString) where = g_string_new(NULL), text = g_string_new(NULL);
    Parts parts = {.text = text};

    while (!is_reference(a) && !is_reference(b) &&
           (step_into_list(&a, &b) || step_into_map(&a, &b, where)))
        ;
    if (json_is_array(a) && json_is_array(b))
        list_parts(&parts, a, b);
    else if (json_is_object(a) && json_is_object(b) && !is_reference(a) && !is_reference(b))
        map_parts(&parts, a, b);
    if (!parts.n) {
        g_autofree char *words = from_to(a, b);
        g_string_append(text, words);
    } else if (parts.n > PARTS) {
        g_string_append_printf(text, " and %u more", parts.n - PARTS);
    }
    g_autofree char *path = wf_text_visible(where->str, -1, VALUE_BYTES);
    g_autofree char *visible = wf_text_visible(text->str, -1, VALUE_BYTES);
    return g_strdup_printf("%s%s%s", path, *path ? ": " : "", visible);
}

char *plan_change_words(const WfPlan *plan, const WfInput *old, const WfInput *new)
{
    if (old->secret || new->secret) {
        const char *from = old->value.node ? WF_TEXT_MASK : "nothing";
        return g_strdup_printf("%s -> %s", from, new->value.node ? WF_TEXT_MASK : "nothing");
    }
    json_auto_t *a = value_of(plan->old, old->value), *b = value_of(plan->new, new->value);
    g_autofree char *from = words_of(a), *to = words_of(b);
    if (!a || !b || json_equal(a, b) ||
        (wf_text_width(from, -1) <= VALUE_COLUMNS && wf_text_width(to, -1) <= VALUE_COLUMNS))
        return from_to(a, b);
    return difference(a, b);
}
