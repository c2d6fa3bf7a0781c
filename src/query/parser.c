/* What the grammar and the comparisons stand on: what is wrong, where words end, the program. */
#include "parse.h"

bool parse_fail(Parser *p, const char *at, gsize len, const char *format, ...)
{
    va_list args;
    if (p->problem.message != NULL)
        return false;
    va_start(args, format);
    p->problem.message = g_strdup_vprintf(format, args);
    va_end(args);
    p->problem.column = (guint)g_utf8_pointer_to_offset(p->text, at) + 1;
    p->problem.len = (guint)g_utf8_strlen(at, (gssize)len);
    return false;
}

void parse_suggest(Parser *p, const char *near)
{
    if (near != NULL && p->problem.hint == NULL)
        p->problem.hint = g_strdup_printf("did you mean '%s'?", near);
}

void parse_skip_space(Parser *p)
{
    while (g_ascii_isspace(*p->at))
        p->at++;
}

/* A name ends at whatever has a meaning of its own. */
gsize parse_word_length(const char *at)
{
    const char *end = at;
    while (*end != '\0' && !g_ascii_isspace(*end) && strchr("()=<>,&|\"'~", *end) == NULL &&
           !(end[0] == '!' && (end[1] == '=' || end[1] == '~' || end == at)))
        end++;
    return (gsize)(end - at);
}

/* "expected WHAT", with what stands there instead. */
bool parse_expected(Parser *p, const char *what)
{
    const char *at = p->at;
    if (*at == '\0')
        return parse_fail(p, at, 0, "expected %s", what);
    gsize len = parse_word_length(at);
    if (len == 0)
        len = (gsize)(g_utf8_next_char(at) - at);
    g_autofree char *found = g_strndup(at, len);
    return parse_fail(p, at, len, "expected %s, found '%s'", what, found);
}

void parse_step_clear(gpointer data)
{
    Step *step = data;
    g_free(step->field.key);
    g_clear_pointer(&step->matchers, g_ptr_array_unref);
    g_clear_pointer(&step->intervals, g_array_unref);
}

bool parse_push(Parser *p, Step step)
{
    if (p->steps->len >= WF_QUERY_MAX_TERMS) {
        parse_step_clear(&step);
        return parse_fail(p, p->at, 0, "the filter has more than %d terms", WF_QUERY_MAX_TERMS);
    }
    g_array_append_val(p->steps, step);
    return true;
}
