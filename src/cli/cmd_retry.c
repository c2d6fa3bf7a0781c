/* weft retry, weft cancel: one wish each. */
#include "live.h"

#include <stdio.h>

typedef struct {
    GMainLoop *loop;
    WfStore *store;
    const char *stack;
    WfPhase phase; /* of the stack, once something was wished */
    int status;
    bool interrupted;
} Wish;

static int wait_for(Wish *w)
{
    g_main_loop_run(w->loop);
    return w->interrupted ? WF_EXIT_INTERRUPTED : w->status;
}

static void on_done(const GError *error, gpointer user)
{
    Wish *w = user;
    if (error && !w->interrupted)
        wf_cli_error("%s", error->message);
    w->status = error ? WF_EXIT_FAILED : WF_EXIT_OK;
    g_main_loop_quit(w->loop);
}

static void on_head(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Wish *w = user;
    g_autoptr(WfHead) head =
        reply->rc == WF_RC_OK ? wf_head_parse(reply->data, reply->size, NULL) : NULL;

    w->phase = head ? head->phase : WF_PHASE_GO;
    g_main_loop_quit(w->loop);
}

/* On hold nothing comes of it yet: whoever waits for it has to know. */
static void on_retried(const GError *error, gpointer user)
{
    Wish *w = user;
    g_autofree char *head = wf_path_head(w->stack);

    if (error)
        on_done(error, w);
    else
        wf_store_get(w->store, head, NULL, on_head, w);
}

static int say_wished(const Wish *w, char **components, const WfCliOptions *options)
{
    g_autofree char *names = g_strjoinv(", ", components);
    bool held = w->phase == WF_PHASE_PAUSE || w->phase == WF_PHASE_HALT;
    json_t *list = json_array();

    for (char **name = components; *name; name++)
        json_array_append_new(list, json_string(*name));
    json_auto_t *whole = json_pack("{s:i, s:s, s:o, s:s}", "weft", 1, "stack", w->stack, "retry",
                                   list, "phase", wf_phase_name(w->phase));
    if (options->json)
        return wf_cli_print_json(json_incref(whole));
    if (!options->quiet && held)
        printf("%s will be run again when the stack goes on ('weft cancel --resume %s' lets it)\n",
               names, w->stack);
    else if (!options->quiet)
        printf("%s will be run again\n", names);
    return WF_EXIT_OK;
}

int wf_cmd_retry(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    const GOptionEntry own[] = {LIVE_ENTRIES(live), {0}};
    int status;

    if (!wf_cli_parse(wf_cli_command("retry"), &argc, &argv, &options, own, &status))
        return status;
    if (argc < 3)
        return wf_cli_usage("retry", "a stack and the components that failed");
    if (!live_has_zk(&live, "retry", &status))
        return status;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&live, keys) : NULL;
    if (!store)
        return WF_EXIT_FAILED;
    Wish w = {.loop = loop, .store = store, .stack = argv[1], .phase = WF_PHASE_GO};
    live_on_signal(loop, &w.interrupted);
    wf_retry_start(store, argv[1], (const char *const *)argv + 2, on_retried, &w);
    status = wait_for(&w);
    return status == WF_EXIT_OK ? say_wished(&w, argv + 2, &options) : status;
}

static int say_phase(const char *stack, WfPhase phase, const WfCliOptions *options)
{
    const char *what = phase == WF_PHASE_GO      ? "goes on"
                       : phase == WF_PHASE_PAUSE ? "starts nothing more; what runs goes on to its "
                                                   "end ('--resume' lets it go on)"
                                                 : "starts nothing more, and what runs is ended "
                                                   "('--resume' lets it go on)";

    if (options->json)
        return wf_cli_print_json(
            json_pack("{s:i, s:s, s:s}", "weft", 1, "stack", stack, "phase", wf_phase_name(phase)));
    if (!options->quiet)
        printf("stack '%s' %s\n", stack, what);
    return WF_EXIT_OK;
}

int wf_cmd_cancel(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    gboolean resume = FALSE, now = FALSE;
    const GOptionEntry own[] = {
        LIVE_ENTRIES(live),
        {"now", 0, 0, G_OPTION_ARG_NONE, &now, "end what runs, too; it is run again later", NULL},
        {"resume", 0, 0, G_OPTION_ARG_NONE, &resume, "let it go on", NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("cancel"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2 || (now && resume))
        return wf_cli_usage("cancel", "one stack, and --now or --resume");
    if (!live_has_zk(&live, "cancel", &status))
        return status;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&live, keys) : NULL;
    if (!store)
        return WF_EXIT_FAILED;
    Wish w = {.loop = loop};
    live_on_signal(loop, &w.interrupted);
    WfPhase phase = resume ? WF_PHASE_GO : now ? WF_PHASE_HALT : WF_PHASE_PAUSE;
    wf_phase_start(store, argv[1], phase, on_done, &w);
    status = wait_for(&w);
    return status == WF_EXIT_OK ? say_phase(argv[1], phase, &options) : status;
}
