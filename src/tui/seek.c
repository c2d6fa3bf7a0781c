/* Searching in texts. */
#include <weft/seek.h>

void wf_seek_init(WfSeek *seek, WfApp *app, guint (*mark)(gpointer, const char *),
                  bool (*next)(gpointer, bool), gpointer data)
{
    *seek = (WfSeek){.app = app, .mark = mark, .next = next, .data = data};
}

void wf_seek_clear(WfSeek *seek)
{
    g_clear_pointer(&seek->text, g_free);
}

void wf_seek_again(WfSeek *seek)
{
    seek->mark(seek->data, seek->text);
}

static guint set(WfSeek *seek, const char *text)
{
    g_autofree char *before = seek->text;
    seek->text = text && text[0] ? g_strdup(text) : NULL;
    wf_app_dirty(seek->app);
    return seek->mark(seek->data, seek->text);
}

static bool check(WfApp *app, const char *text, GString *remark, gpointer data)
{
    (void)app;
    guint n = set(data, text);
    if (text[0])
        g_string_append_printf(remark, "%u line%s", n, n == 1 ? "" : "s");
    return n > 0 || !text[0];
}

static void done(WfApp *app, const char *text, gpointer data)
{
    WfSeek *seek = data;
    guint n = set(seek, text);
    if (seek->text && !seek->next(seek->data, true))
        wf_app_say(app, WF_WARNING, "'%s' is not in this text", seek->text);
    else if (seek->text)
        wf_app_say(app, WF_NOTE, "%u line%s; n and N go through them, \\ forgets it", n,
                   n == 1 ? " matches" : "s match");
}

static bool step(WfSeek *seek, bool forward)
{
    if (!seek->next(seek->data, forward))
        wf_app_say(seek->app, WF_WARNING, "'%s' is not in this text", seek->text);
    return true;
}

bool wf_seek_command(WfSeek *seek, const char *id, const char *args)
{
    bool leaves = g_str_equal(id, "clear-filter") || g_str_equal(id, "cancel");
    if (g_str_equal(id, "search") && args[0])
        done(seek->app, args, seek);
    else if (g_str_equal(id, "search"))
        wf_app_prompt(seek->app, &(WfPrompt){.label = "/",
                                             .text = seek->text,
                                             .history = "searches",
                                             .check = check,
                                             .done = done,
                                             .data = seek});
    else if (seek->text && (g_str_equal(id, "next-match") || g_str_equal(id, "previous-match")))
        return step(seek, id[0] == 'n');
    else if (seek->text && leaves)
        set(seek, NULL);
    else
        return false;
    return true;
}
