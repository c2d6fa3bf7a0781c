/* The connection in words: where it is, how it stands, and what its stack is called. */
#include "live_priv.h"

#include <string.h>

/* "shop" of "samples/shop.yaml". */
static char *stack_of(const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    char *dot = strrchr(base, '.');
    if (dot && dot != base)
        *dot = 0;
    g_strcanon(base, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-", '-');
    if (g_str_equal(path, "-") || strspn(base, "-") == strlen(base))
        return g_strdup(WF_DESK_STACK);
    return g_ascii_isalpha(base[0]) ? g_strdup(base) : g_strconcat(WF_DESK_STACK "-", base, NULL);
}

char *wf_live_usual_stack(const WfDesk *desk)
{
    return stack_of(desk->old_path ? desk->old_path : desk->path);
}

const char *wf_live_where(const WfLive *live)
{
    return live->source == WF_LIVE_SERVERS ? live->hosts : "private server";
}

static void add_retry(const WfLive *live, GString *text)
{
    const WfStoreInfo *info = live->store ? wf_store_info(live->store) : NULL;
    gint64 wait = info && info->retry_at ? info->retry_at - wf_store_now(live->store) : 0;
    if (wait > 0 && wf_app_has_terminal(live->desk->app)) /* a script's screens know no clock */
        g_string_append_printf(text, ", again in %d s", (int)(wait / G_USEC_PER_SEC) + 1);
}

char *wf_live_age(const WfLive *live)
{
    g_autoptr(GString) text = g_string_new("stale");
    gint64 old = (g_get_monotonic_time() - live->stale_since) / G_USEC_PER_SEC;
    if (wf_app_has_terminal(live->desk->app))
        g_string_append_printf(text, " %d s", (int)old);
    add_retry(live, text);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* How old it is stands before what it is: there may be room for one of them only. */
static void add_state(const WfLive *live, GString *text)
{
    static const char *const words[] = {[WF_LIVE_OFF] = "",
                                        [WF_LIVE_CONNECTING] = "connecting",
                                        [WF_LIVE_READING] = "reading",
                                        [WF_LIVE_FOLLOWING] = "",
                                        [WF_LIVE_STALE] = "",
                                        [WF_LIVE_FAILED] = "failed"};
    const WfHead *head = live->progress ? wf_progress_head(live->progress) : NULL;
    g_autofree char *age = live->state == WF_LIVE_STALE ? wf_live_age(live) : NULL;
    bool no_answer = live->state == WF_LIVE_CONNECTING && live->trouble;
    const char *word = age                                         ? age
                       : no_answer                                 ? "no answer"
                       : live->state == WF_LIVE_FOLLOWING && !head ? "not prepared"
                                                                   : words[live->state];
    if (word[0])
        g_string_append_printf(text, "  %s", word);
    if (no_answer)
        add_retry(live, text);
    if (head)
        g_string_append_printf(text, "  gen %" G_GUINT64_FORMAT " %s", head->generation,
                               wf_phase_name(head->phase));
}

char *wf_live_head(const WfLive *live)
{
    static const char *const names[] = {"", "zk ", "private zk", "rehearsal", "replay"};
    g_autoptr(GString) text = g_string_new(live->real ? "run" : names[live->source]);
    if (live->source == WF_LIVE_NOTHING)
        return g_string_free(g_steal_pointer(&text), FALSE);
    if (live->source == WF_LIVE_SERVERS)
        g_string_append(text, live->hosts);
    g_autofree char *usual = stack_of(live->desk->path);
    if (live->source == WF_LIVE_REPLAY)
        g_string_append_printf(text, " %s", live->stack); /* its file: the stack it does not say */
    else if (!g_str_equal(live->stack, usual) &&          /* else the model's file says it, */
             !g_str_equal(live->stack, text->str))        /* or the word before: "rehearsal" */
        g_string_append_printf(text, "  stack %s", live->stack);
    add_state(live, text);
    return g_string_free(g_steal_pointer(&text), FALSE);
}
