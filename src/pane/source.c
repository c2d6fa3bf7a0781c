/* A few words of YAML, enough to guide the eye. */
#include "source.h"

#include <string.h>

static void fill(WfRole *roles, gsize from, gsize to, WfRole role)
{
    for (gsize i = from; i < to; i++)
        roles[i] = role;
}

/* The end of a plain key "name:" that starts at @from; @from if there is none. */
static gsize key_end(const char *text, gsize from, gsize n)
{
    gsize i = from;
    while (i < n && (g_ascii_isalnum(text[i]) || strchr("_-.$ /", text[i])))
        i++;
    bool colon = i > from && i < n && text[i] == ':' && (i + 1 == n || text[i + 1] == ' ');
    return colon ? i : from;
}

void source_color(gpointer data, guint line, const char *text, WfRole *roles, gsize n)
{
    (void)data;
    (void)line;
    gsize i = 0;
    while (i < n && (text[i] == ' ' || (text[i] == '-' && i + 1 < n && text[i + 1] == ' ')))
        i++;
    if (i < n && text[i] == '#') {
        fill(roles, i, n, WF_ROLE_COMMENT);
        return;
    }
    gsize end = key_end(text, i, n);
    fill(roles, i, end, WF_ROLE_KEY);
    for (i = end; i < n; i++) {
        if (text[i] == '#' && i && text[i - 1] == ' ') {
            fill(roles, i, n, WF_ROLE_COMMENT);
            return;
        }
        if (text[i] != '"' && text[i] != '\'')
            continue;
        const char *close = memchr(text + i + 1, text[i], n - i - 1);
        gsize last = close ? (gsize)(close - text) + 1 : n;
        fill(roles, i, last, WF_ROLE_STRING);
        i = last - 1;
    }
}
