/* weft status: a running stack as it is now, or which stacks there are. */
#include "live.h"

#include <stdio.h>
#include <string.h>
#include <weft/text.h>

/* ---- all stacks ---- */

typedef struct {
    GMainLoop *loop;
    const WfCliOptions *options;
    const char *hosts;
    int status;
    bool all_done, interrupted;
} Stacks;

static json_t *counts_json(const WfStackState *s)
{
    json_t *counts = json_object();

    for (guint i = 0; i < WF_N_STATES; i++)
        if (s->counts[i])
            json_object_set_new(counts, wf_state_name((WfState)i), json_integer(s->counts[i]));
    if (s->n_deleted)
        json_object_set_new(counts, "deleted", json_integer(s->n_deleted));
    return counts;
}

static json_t *stack_json(const WfStackState *s)
{
    if (s->problem)
        return json_pack("{s:s, s:s}", "stack", s->name, "problem", s->problem);
    json_t *o = json_pack("{s:s, s:I, s:s, s:b, s:i, s:o, s:i, s:i}", "stack", s->name,
                          "generation", (json_int_t)s->generation, "phase", wf_phase_name(s->phase),
                          "done", s->done, "components", s->n_components, "counts", counts_json(s),
                          "vms", s->n_vms, "up", s->n_up);
    if (s->since)
        json_object_set_new(o, "since", json_integer(s->since));
    return o;
}

/* "generation 3: 12 of 17 done, 2 running; 1 of 6 agents away; made 5 min 2 s ago" */
static char *stack_text(const WfStackState *s)
{
    GString *text = g_string_new(NULL);

    if (s->problem) {
        g_string_append_printf(text, "(%s)", s->problem);
        return g_string_free(text, FALSE);
    }
    g_string_append_printf(text, "generation %" G_GUINT64_FORMAT "%s%s", s->generation,
                           s->phase == WF_PHASE_PREPARE ? " is being prepared" : ": ",
                           s->phase == WF_PHASE_PREPARE ? "" : s->sentence);
    if (s->n_up < s->n_vms)
        g_string_append_printf(text, "; %u of %u agents away", s->n_vms - s->n_up, s->n_vms);
    if (s->since) {
        g_string_append(text, s->phase == WF_PHASE_PREPARE ? "; begun " : "; made ");
        wf_text_append_time(text, g_get_real_time() / 1000 - s->since);
        g_string_append(text, " ago");
    }
    return g_string_free(text, FALSE);
}

static int print_json(const GPtrArray *states)
{
    json_t *list = json_array();

    for (guint i = 0; i < states->len; i++)
        json_array_append_new(list, stack_json(states->pdata[i]));
    return wf_cli_print_json(json_pack("{s:i, s:o}", "weft", 1, "stacks", list));
}

static int print_text(const GPtrArray *states)
{
    int width = 0;

    for (guint i = 0; i < states->len; i++)
        width = MAX(width, (int)strlen(((WfStackState *)states->pdata[i])->name));
    for (guint i = 0; i < states->len; i++) {
        const WfStackState *s = states->pdata[i];
        g_autofree char *text = stack_text(s);
        g_autofree char *safe = wf_text_visible(text, -1, 0);
        printf("%-*s  %s\n", width, s->name, safe);
    }
    return WF_EXIT_OK;
}

static void on_stacks(const GPtrArray *states, const GError *error, gpointer user)
{
    Stacks *w = user;

    w->all_done = true;
    for (guint i = 0; i < states->len; i++)
        w->all_done &= ((WfStackState *)states->pdata[i])->done;
    if (error)
        wf_cli_error("%s", error->message);
    else if (!states->len && !w->options->json && !w->options->quiet)
        fprintf(stderr, "there is no stack at %s\n", w->hosts);
    w->status = error ? WF_EXIT_FAILED : w->options->json ? print_json(states) : print_text(states);
    g_main_loop_quit(w->loop);
}

static int list_stacks(const LiveOptions *live, const WfCliOptions *options, bool exit_code)
{
    g_autoptr(WfStore) store = live_open_store(live, NULL);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Stacks w = {.loop = loop, .options = options, .hosts = live_hosts(live)};

    if (!store)
        return WF_EXIT_FAILED;
    live_on_signal(loop, &w.interrupted);
    WfStacks *stacks = wf_stacks_start(store, live->key, on_stacks, &w);
    g_main_loop_run(loop);
    wf_stacks_free(stacks);
    if (w.interrupted)
        return WF_EXIT_INTERRUPTED;
    return w.status == WF_EXIT_OK && exit_code && !w.all_done ? WF_EXIT_DIFFERENT : w.status;
}

/* ---- one stack ---- */

typedef struct {
    GMainLoop *loop;
    WfProgress *progress;
    bool reading, failed, interrupted;
} Look;

/* How long something took stands in its outcome alone. */
static void on_follow(WfFollow *follow, gpointer user)
{
    Look *w = user;
    const WfHead *head = wf_progress_head(w->progress);
    const char *problem = wf_follow_problem(follow);

    if (problem)
        wf_cli_error("%s", problem);
    w->failed |= problem != NULL;
    if (!problem && wf_follow_is_loaded(follow)) {
        if (!w->reading)
            wf_follow_read_outcomes(follow);
        w->reading = true;
        if (!wf_follow_is_settled(follow))
            return;
    } else if (!problem && !(head && head->phase == WF_PHASE_PREPARE)) {
        return;
    }
    g_main_loop_quit(w->loop);
}

static void on_accepted(WfModel *model, const char *digest G_GNUC_UNUSED,
                        const GError *error G_GNUC_UNUSED, gpointer user)
{
    Look *w = user;
    if (model)
        wf_run_order_vms(w->progress, model);
    g_main_loop_quit(w->loop);
}

/* False: said why, or interrupted. */
static bool look(Look *w, WfStore *store, const char *stack, const WfKeys *keys)
{
    WfFollow *follow = wf_follow_look(store, stack, w->progress, on_follow, w);

    g_main_loop_run(w->loop);
    wf_follow_free(follow);
    if (w->failed || w->interrupted)
        return false;
    wf_accepted_start(store, stack, keys, on_accepted, w);
    g_main_loop_run(w->loop);
    return !w->interrupted;
}

static int print_one(WfProgress *progress, const char *stack, const WfCliOptions *options,
                     bool timeline)
{
    const WfHead *head = wf_progress_head(progress);
    gint64 now = g_get_real_time() / 1000;

    if (timeline) {
        live_remember(progress, stack);
        return live_print_timeline(progress, options, now);
    }
    if (options->json)
        return wf_cli_print_json(wf_progress_to_json(progress, now));
    if (head->phase == WF_PHASE_PREPARE) {
        printf("generation %" G_GUINT64_FORMAT " is being prepared; if its 'weft prepare' was cut "
               "off, run it again\n",
               head->generation);
        return WF_EXIT_OK;
    }
    g_autofree char *table = wf_progress_table(progress, now);
    fputs(table, stdout);
    return WF_EXIT_OK;
}

static int show_stack(const LiveOptions *live, const WfCliOptions *options, const char *stack,
                      bool timeline, bool exit_code)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfProgress) progress = wf_progress_new(stack);
    g_autoptr(WfKeys) keys = live_keys(live, stack, LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(live, keys) : NULL;
    json_auto_t *expected = wf_durations_read(stack);
    Look w = {.loop = loop, .progress = progress};

    if (!store)
        return WF_EXIT_FAILED;
    wf_progress_set_expected(progress, expected);
    if (options->verbose)
        wf_progress_keep_logs(progress);
    live_on_signal(loop, &w.interrupted);
    if (!look(&w, store, stack, keys))
        return w.failed ? WF_EXIT_FAILED : WF_EXIT_INTERRUPTED;
    int status = print_one(progress, stack, options, timeline);
    bool done =
        wf_progress_head(progress)->phase != WF_PHASE_PREPARE && wf_progress_is_done(progress);
    return status == WF_EXIT_OK && exit_code && !done ? WF_EXIT_DIFFERENT : status;
}

int wf_cmd_status(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    gboolean exit_code = FALSE, timeline = FALSE;
    const GOptionEntry own[] = {
        LIVE_ENTRIES(live),
        {"exit-code", 0, 0, G_OPTION_ARG_NONE, &exit_code, "exit with 3 unless everything is done",
         NULL},
        {"timeline", 0, 0, G_OPTION_ARG_NONE, &timeline, "when each component did what", NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("status"), &argc, &argv, &options, own, &status))
        return status;
    if (argc > 2 || (argc == 1 && timeline))
        return wf_cli_usage("status", argc > 2 ? "one stack, or none for a list of them"
                                               : "--timeline is of one stack");
    if (!live_has_zk(&live, "status", &status))
        return status;
    return argc == 1 ? list_stacks(&live, &options, exit_code)
                     : show_stack(&live, &options, argv[1], timeline, exit_code);
}
