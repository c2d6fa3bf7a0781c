/* Completion: what may stand where the cursor is.
 *
 * Looks back from the cursor instead of parsing, because a filter that is being
 * typed seldom parses. Inside quotes nothing is offered. */
#include "parse.h"

#include <weft/text.h>

/* What the words before the cursor say may come. */
typedef struct {
    const char *start; /* the word at the cursor */
    gsize len;
    bool is_value; /* of @field */
    bool is_saved;
    QueryField field;
} Place;

/* Distinct candidates that begin with what was typed. */
typedef struct {
    const char *typed;
    gsize len;
    GHashTable *seen;
} Collector;

static bool is_full(const Collector *c)
{
    return g_hash_table_size(c->seen) >= WF_QUERY_MAX_CANDIDATES;
}

static void offer(Collector *c, const char *candidate, const char *suffix)
{
    if (!is_full(c) && g_ascii_strncasecmp(candidate, c->typed, c->len) == 0)
        g_hash_table_add(c->seen, g_strconcat(candidate, suffix, NULL));
}

/* A name or value from outside: in quotes if it would not be read as one word. */
static void offer_value(Collector *c, const char *value)
{
    if (is_full(c) || g_ascii_strncasecmp(value, c->typed, c->len) != 0 || *value == '\0')
        return;
    gsize len = strlen(value);
    if (parse_word_length(value) == len && strpbrk(value, "*?\\!@/") == NULL) {
        g_hash_table_add(c->seen, g_strdup(value));
        return;
    }
    GString *quoted = g_string_new("\"");
    for (const char *s = value; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *s);
    }
    g_string_append_c(quoted, '"');
    g_hash_table_add(c->seen, g_string_free(quoted, FALSE));
}

static void offer_values(Collector *c, const WfQuerySubject *subject, const QueryField *field)
{
    if (subject == NULL || subject->text == NULL || field->is_number)
        return;
    for (guint32 v = 0; v < subject->n_nodes && !is_full(c); v++) {
        const char *value = subject->text(subject->data, v, field->text, field->key);
        if (value != NULL)
            offer_value(c, value);
    }
}

static void offer_terms(Collector *c, const WfQuerySubject *subject)
{
    const QueryField name = {.text = WF_QUERY_TEXT_NAME};
    for (int i = 0; i < WF_QUERY_N_TEXTS; i++)
        offer(c, query_text_names[i],
              i == WF_QUERY_TEXT_LABEL || i == WF_QUERY_TEXT_PROP ? "." : "=");
    for (int i = 0; i < WF_QUERY_N_NUMBERS; i++)
        offer(c, query_number_names[i], "=");
    for (int i = 0; i < WF_QUERY_N_FLAGS; i++)
        offer(c, query_flag_names[i], "");
    for (int i = 0; i < QUERY_N_FUNCTIONS; i++)
        offer(c, query_function_names[i], "(");
    if (c->len > 0)
        offer_values(c, subject, &name);
}

static bool in_quotes(const char *text, const char *cursor)
{
    char quote = '\0';
    for (const char *s = text; s < cursor; s++) {
        if (quote != '\0' && *s == '\\' && s + 1 < cursor)
            s++;
        else if (quote == '\0' && (*s == '"' || *s == '\''))
            quote = *s;
        else if (*s == quote)
            quote = '\0';
    }
    return quote != '\0';
}

static const char *word_start(const char *text, const char *end)
{
    while (end > text && !g_ascii_isspace(end[-1]) && strchr("()=<>,&|\"'~!", end[-1]) == NULL)
        end--;
    return end;
}

static const char *before_space(const char *text, const char *end)
{
    while (end > text && g_ascii_isspace(end[-1]))
        end--;
    return end;
}

/* The end of the word before the operator that ends at @at, or NULL if none does. An open list
 * counts as the operator it belongs to. */
static const char *before_operator(const char *text, const char *at)
{
    const char *list = at;
    while (list > text && strchr("()=<>&|\"'~", list[-1]) == NULL)
        list--;
    if (list > text && list[-1] == '(') {
        const char *end = before_space(text, list - 1);
        const char *start = word_start(text, end);
        if (end - start == 2 && g_ascii_strncasecmp(start, "in", 2) == 0)
            return before_space(text, start);
    }
    const char *end = at;
    while (end > text && strchr("=<>~", end[-1]) != NULL)
        end--;
    if (end == at)
        return NULL;
    return before_space(text, end > text && end[-1] == '!' ? end - 1 : end);
}

static Place find_place(const char *text, const char *cursor)
{
    Place place = {.start = word_start(text, cursor)};
    place.len = (gsize)(cursor - place.start);
    const char *end = before_operator(text, before_space(text, place.start));
    if (end != NULL) {
        const char *field = word_start(text, end);
        place.is_value = query_find_field(field, (gsize)(end - field), &place.field);
    }
    if (!place.is_value && place.len > 0 && *place.start == '@') {
        place.is_saved = true;
        place.start++;
        place.len--;
    }
    return place;
}

char **wf_query_complete(const char *text, gsize cursor, const WfQuerySubject *subject,
                         const WfQuerySaved *saved, gsize *ret_start)
{
    const char *end = text + MIN(cursor, strlen(text));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Place place = find_place(text, end);
    Collector c = {place.start, place.len, seen};

    if (in_quotes(text, end))
        ;
    else if (place.is_saved)
        for (gsize i = 0; saved != NULL && saved->names != NULL && saved->names[i] != NULL; i++)
            offer(&c, saved->names[i], "");
    else if (place.is_value)
        offer_values(&c, subject, &place.field);
    else
        offer_terms(&c, subject);
    g_free(place.field.key);
    *ret_start = (gsize)(place.start - text);
    char **all = wf_text_sorted_keys(seen);
    g_hash_table_steal_all(seen);
    return all;
}
