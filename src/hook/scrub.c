/* Hiding secret values in what a recipe prints. A recipe that prints a secret
 * transformed (base64, one character at a time) is beyond this; the aim is
 * `set -x`, `env` and error messages. */
#include "hook_priv.h"

#include <string.h>
#include <weft/text.h>

#define SHORTEST 4 /* bytes; what is shorter stands in half of all text */

struct WfScrub {
    GPtrArray *texts; /* char *, longest first, so that a part never unhides the whole */
    bool leaks;
};

WfScrub *wf_scrub_new(void)
{
    WfScrub *scrub = g_new0(WfScrub, 1);
    scrub->texts = g_ptr_array_new_with_free_func(g_free);
    return scrub;
}

void wf_scrub_free(WfScrub *scrub)
{
    if (!scrub)
        return;
    for (guint i = 0; i < scrub->texts->len; i++)
        explicit_bzero(scrub->texts->pdata[i], strlen(scrub->texts->pdata[i]));
    g_ptr_array_unref(scrub->texts);
    g_free(scrub);
}

static int longest_first(gconstpointer a, gconstpointer b)
{
    gsize la = strlen(*(char *const *)a), lb = strlen(*(char *const *)b);
    return (la < lb) - (la > lb);
}

static void add_text(WfScrub *scrub, const char *text)
{
    if (strlen(text) < SHORTEST)
        return;
    for (guint i = 0; i < scrub->texts->len; i++)
        if (!strcmp(scrub->texts->pdata[i], text))
            return;
    g_ptr_array_add(scrub->texts, g_strdup(text));
}

/* Also as JSON writes it, and line by line: logs are read in lines. */
static void add_string(WfScrub *scrub, const json_t *value)
{
    const char *text = json_string_value(value);
    add_text(scrub, text);
    char *quoted = json_dumps(value, JSON_ENCODE_ANY);
    quoted[strlen(quoted) - 1] = '\0';
    add_text(scrub, quoted + 1);
    free(quoted);
    if (!strchr(text, '\n'))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", 1000);
    for (guint i = 0; lines[i]; i++)
        add_text(scrub, lines[i]);
}

/* Of maps and lists it is not known which of the values are secret. */
static bool is_short(const json_t *value)
{
    gsize len = json_is_string(value)    ? json_string_length(value)
                : json_is_integer(value) ? json_dumpb(value, NULL, 0, JSON_ENCODE_ANY)
                                         : SHORTEST;
    return len && len < SHORTEST;
}

void wf_scrub_add(WfScrub *scrub, const json_t *value)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    g_ptr_array_add(stack, (gpointer)value);
    scrub->leaks |= is_short(value);
    while (stack->len) {
        json_t *v = g_ptr_array_remove_index(stack, stack->len - 1);
        gsize i;
        const char *key;
        json_t *item;
        json_array_foreach (v, i, item)
            g_ptr_array_add(stack, item);
        json_object_foreach (v, key, item)
            g_ptr_array_add(stack, item);
        if (json_is_string(v)) {
            add_string(scrub, v);
        } else if (json_is_number(v)) {
            char *text = json_dumps(v, JSON_ENCODE_ANY);
            add_text(scrub, text);
            free(text);
        }
    }
    g_ptr_array_sort(scrub->texts, longest_first);
}

bool wf_scrub_leaks(const WfScrub *scrub)
{
    return scrub->leaks;
}

/* How much of @text, at its end, is how @secret begins. */
static gsize begun(const GString *text, const char *secret)
{
    gsize len = MIN(strlen(secret), text->len);
    while (len && memcmp(text->str + text->len - len, secret, len) != 0)
        len--;
    return len;
}

/* How much of @text, at its start, is how @secret ends. */
static gsize ended(const GString *text, const char *secret)
{
    gsize size = strlen(secret), len = MIN(size, text->len);
    while (len && memcmp(text->str, secret + size - len, len) != 0)
        len--;
    return len;
}

void wf_scrub_apply_to_start(const WfScrub *scrub, GString *text)
{
    gsize most = 0;
    for (guint i = 0; i < scrub->texts->len; i++)
        most = MAX(most, ended(text, scrub->texts->pdata[i]));
    if (most) {
        g_string_erase(text, 0, (gssize)most);
        g_string_prepend(text, WF_TEXT_MASK);
    }
}

void wf_scrub_apply_to_end(const WfScrub *scrub, GString *text)
{
    gsize most = 0;
    for (guint i = 0; i < scrub->texts->len; i++)
        most = MAX(most, begun(text, scrub->texts->pdata[i]));
    if (most) {
        g_string_truncate(text, text->len - most);
        g_string_append(text, WF_TEXT_MASK);
    }
}

void wf_scrub_apply(const WfScrub *scrub, GString *text)
{
    for (guint i = 0; i < scrub->texts->len; i++)
        g_string_replace(text, scrub->texts->pdata[i], WF_TEXT_MASK, 0);
}
