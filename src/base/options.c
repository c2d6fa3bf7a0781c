/* Walks the words of a command line as GOption does, and stops at the first that it would refuse.
 * A value stands behind '=' or is the next word; short options may stand together. */
#include <weft/options.h>

#include <stdbool.h>
#include <string.h>
#include <weft/text.h>

typedef struct {
    const GOptionEntry *const *list;
    guint n;
} Tables;

static bool takes_value(const GOptionEntry *e)
{
    return e->arg != G_OPTION_ARG_NONE;
}

static const GOptionEntry *find(const Tables *t, const char *name, char letter)
{
    for (guint i = 0; i < t->n; i++)
        for (const GOptionEntry *e = t->list[i]; e && e->long_name; e++)
            if (letter ? e->short_name == letter : *name && strcmp(e->long_name, name) == 0)
                return e;
    return NULL;
}

static char *unknown(const Tables *t, const char *name)
{
    WfNearest near = wf_nearest_to(name);

    for (guint i = 0; i < t->n; i++)
        for (const GOptionEntry *e = t->list[i]; e && e->long_name; e++)
            wf_nearest_try(&near, e->long_name);
    return near.found && *near.found
               ? g_strdup_printf("there is no option --%s; did you mean --%s?", name, near.found)
               : g_strdup_printf("there is no option --%s", name);
}

/* What GOption takes to be a number, but for octal and hexadecimal ones. */
static char *wrong_value(const GOptionEntry *e, const char *value)
{
    char *end = NULL;
    gint64 whole = 0;

    if (e->arg == G_OPTION_ARG_INT &&
        !g_ascii_string_to_signed(value, 10, G_MININT, G_MAXINT, &whole, NULL))
        return g_strdup_printf("--%s takes a whole number, not '%s'", e->long_name, value);
    if (e->arg == G_OPTION_ARG_DOUBLE && (g_ascii_strtod(value, &end), end == value || *end))
        return g_strdup_printf("--%s takes a number, not '%s'", e->long_name, value);
    if (e->arg != G_OPTION_ARG_STRING && e->arg != G_OPTION_ARG_STRING_ARRAY)
        return NULL;
    g_autofree char *text = g_locale_to_utf8(value, -1, NULL, NULL, NULL);
    const char *charset;
    g_get_charset(&charset);
    return text ? NULL
                : g_strdup_printf("the value of --%s is no text in this locale (%s): '%s'; perhaps "
                                  "LC_ALL=C.UTF-8 helps",
                                  e->long_name, charset, value);
}

/* @value: the next word; NULL: there is none. */
static char *no_value(const GOptionEntry *e, const char *value)
{
    const char *what = e->arg_description ? e->arg_description : "VALUE";

    return value ? wrong_value(e, value)
                 : g_strdup_printf("--%s wants a value: --%s %s", e->long_name, e->long_name, what);
}

/* --name, --name=value; *ret_n: how many words it takes. */
static char *look_at_long(const Tables *t, char *const *words, int *ret_n)
{
    const char *equals = strchr(words[0], '=');
    g_autofree char *name = g_strndup(words[0] + 2, strcspn(words[0] + 2, "="));
    const GOptionEntry *e = find(t, name, 0);

    if (!e)
        return unknown(t, name);
    if (!takes_value(e))
        return equals ? g_strdup_printf("--%s takes no value", name) : NULL;
    if (equals)
        return wrong_value(e, equals + 1);
    *ret_n = 2;
    return no_value(e, words[1]);
}

/* -x, -xy, -x value */
static char *look_at_short(const Tables *t, char *const *words, int *ret_n)
{
    const char *letters = words[0] + 1;

    if (letters[1] && find(t, letters, 0))
        return g_strdup_printf("there is no option %s; did you mean -%s?", words[0], words[0]);
    for (const char *c = letters; *c; c++) {
        const GOptionEntry *e = find(t, "", *c);
        const char *next = g_utf8_find_next_char(c, NULL); /* the last may be cut off */
        if (!e)
            return g_strdup_printf(c > letters || *next ? "there is no option -%.*s (in '%s')"
                                                        : "there is no option -%.*s",
                                   (int)(next - c), c, words[0]);
        if (!takes_value(e))
            continue;
        if (c[1])
            return g_strdup_printf("the value of -%c is a word of its own: -%c %s", *c, *c, c + 1);
        *ret_n = 2;
        return no_value(e, words[1]);
    }
    return NULL;
}

char *wf_options_trouble(int argc, char *const *argv, const GOptionEntry *const *tables, guint n)
{
    Tables t = {tables, n};
    char *trouble = NULL;

    for (int i = 1, words; !trouble && i < argc && strcmp(argv[i], "--") != 0; i += words) {
        words = 1;
        if (g_str_has_prefix(argv[i], "--"))
            trouble = look_at_long(&t, argv + i, &words);
        else if (argv[i][0] == '-' && argv[i][1])
            trouble = look_at_short(&t, argv + i, &words);
    }
    return trouble;
}
