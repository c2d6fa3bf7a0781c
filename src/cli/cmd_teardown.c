/* weft teardown: DELETE actions in reverse order, then the zNodes. */
#include "live.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <weft/text.h>

typedef struct {
    WfStore *store;
    const WfKeys *keys;
    const char *stack;
    const WfCliOptions *options;
    GMainLoop *loop;
    WfPrepare *prepare;
    WfProgress *progress;
    WfFollow *follow;
    LivePrinter *printer;
    WfFindings *findings;
    int status;
    guint64 generation;
    bool only_forget, dry_run, interrupted, over;
    bool reading; /* the outcomes: why a DELETE failed stands there */
} Teardown;

static void on_deleted(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Teardown *t = user;
    t->status = reply->rc == WF_RC_OK ? WF_EXIT_OK : WF_EXIT_PARTLY;
    if (reply->rc != WF_RC_OK)
        wf_cli_error("cannot delete '%s': %s", reply->path, wf_rc_text(reply->rc));
    else if (!t->options->json && !t->options->quiet)
        printf("stack '%s' is gone\n", t->stack);
    g_main_loop_quit(t->loop);
}

static void forget(Teardown *t)
{
    g_autofree char *head = wf_path_head(t->stack);
    t->over = true;
    wf_store_delete_tree(t->store, head, on_deleted, t);
}

/* Each VM that is still there has deletions only; when all are done nothing is left to wait for. */
static void on_follow(WfFollow *follow, gpointer user)
{
    Teardown *t = user;

    if (t->over)
        return;
    live_printer_changed(t->printer);
    if (!wf_follow_has(follow, t->generation))
        return;
    if (wf_progress_is_done(t->progress)) {
        live_printer_finish(t->printer, false);
        forget(t);
        return;
    }
    bool over = wf_progress_is_over(t->progress);
    if (over && !t->reading)
        wf_follow_read_outcomes(follow);
    t->reading = over;
    if (over && wf_follow_is_settled(follow)) {
        t->over = true;
        t->status = WF_EXIT_PARTLY;
        live_printer_finish(t->printer, false);
        wf_cli_error("a DELETE failed: 'weft retry %s COMPONENT', then tear it down again; or use "
                     "--forget",
                     t->stack);
        g_main_loop_quit(t->loop);
    }
}

/* ---- what it would do ---- */

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void add_line(GString *out, const char *line)
{
    wf_text_append_visible(out, line, -1);
    g_string_append_c(out, '\n');
}

static void add_waves(GString *out, const json_t *waves)
{
    const json_t *wave, *step;
    size_t i, k;

    json_array_foreach (waves, i, wave) {
        g_string_append_printf(out, "wave %u:\n", (guint)i + 1);
        json_array_foreach (wave, k, step) {
            g_autofree char *line = g_strdup_printf(
                "  %s on %s%s", text_of(step, "component"), text_of(step, "vm"),
                json_is_true(json_object_get(step, "runs")) ? "" : "  (has nothing to run)");
            add_line(out, line);
        }
    }
}

static void add_away(GString *out, const json_t *away)
{
    const json_t *vm;
    size_t i;

    json_array_foreach (away, i, vm) {
        int n = (int)json_integer_value(json_object_get(vm, "components"));
        g_autofree char *line = g_strdup_printf("not undone, as VM %s has no agent: %d component%s",
                                                text_of(vm, "vm"), n, n == 1 ? "" : "s");
        add_line(out, line);
    }
}

static void show(Teardown *t)
{
    json_t *undoing = wf_prepare_undoing(t->prepare);
    g_autoptr(GString) out = g_string_new(NULL);

    add_waves(out, json_object_get(undoing, "waves"));
    add_away(out, json_object_get(undoing, "away"));
    g_string_append_printf(out, "then the zNodes of stack '%s' are deleted\n", t->stack);
    json_auto_t *whole = json_pack("{s:i, s:s}", "weft", 1, "stack", t->stack);
    json_object_update(whole, undoing);
    t->status = t->options->json ? wf_cli_print_json(json_incref(whole))
                                 : wf_cli_write(NULL, out->str, out->len);
    json_decref(undoing);
    g_main_loop_quit(t->loop);
}

/* What nobody is there to undo stays as it is, and after this nobody knows of it. */
static void warn_of_away(const Teardown *t)
{
    json_auto_t *undoing = wf_prepare_undoing(t->prepare);
    g_autoptr(GString) out = g_string_new(NULL);

    add_away(out, json_object_get(undoing, "away"));
    fputs(out->str, stderr);
}

static void on_prepare(WfPrepare *p, const WfPrepareProgress *progress, gpointer user)
{
    Teardown *t = user;

    t->prepare = p;
    if (progress->phase == WF_PREPARE_READY && t->dry_run) {
        show(t);
    } else if (progress->phase == WF_PREPARE_READY) {
        warn_of_away(t);
        wf_prepare_write(p);
    }
    t->generation = progress->generation;
    if (progress->phase != WF_PREPARE_DONE)
        return;
    if (progress->error) {
        wf_cli_error("%s", progress->error->message);
        t->status = progress->partly ? WF_EXIT_PARTLY : WF_EXIT_FAILED;
        g_main_loop_quit(t->loop);
        return;
    }
    t->follow = wf_follow_new(t->store, t->stack, t->progress, NULL, on_follow, t);
}

/* ---- is there one? ---- */

static void begin(Teardown *t)
{
    WfPrepareOptions o = {.stack = t->stack, .keys = t->keys, .dry_run = t->dry_run};

    if (t->only_forget)
        forget(t);
    else
        t->prepare = wf_prepare_start(t->store, &o, t->findings, on_prepare, t);
}

/* Whoever may not read it may not delete all that is below it, either. */
static void on_head(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Teardown *t = user;
    if (reply->rc == WF_RC_OK) {
        begin(t);
        return;
    }
    if (reply->rc == WF_RC_NO_NODE)
        wf_cli_error("there is no stack '%s'", t->stack);
    else
        wf_cli_error("cannot read '%s': %s", reply->path, wf_rc_text(reply->rc));
    g_main_loop_quit(t->loop);
}

static bool confirm(const char *stack, bool yes, bool only_forget)
{
    char answer[WF_DIGEST_CHARS + 256];
    const char *what = only_forget ? "deletes the zNodes"
                                   : "runs every DELETE, in reverse order, and deletes the zNodes";

    if (yes)
        return true;
    if (!isatty(STDIN_FILENO)) {
        wf_cli_error("nothing was done: this %s of stack '%s'; say --yes, or answer in a terminal",
                     what, stack);
        return false;
    }
    fprintf(stderr, "This %s of stack '%s'. Type its name to go on: ", what, stack);
    return fgets(answer, sizeof answer, stdin) && strcmp(g_strchomp(answer), stack) == 0;
}

static void perform(Teardown *t)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autofree char *head = wf_path_head(t->stack);

    t->findings = findings;
    live_on_signal(t->loop, &t->interrupted);
    t->printer =
        live_printer_new(t->progress, t->dry_run ? LIVE_QUIET : live_form(t->options), t->options);
    live_printer_set_store(t->printer, t->store);
    wf_store_get(t->store, head, NULL, on_head, t);
    g_main_loop_run(t->loop);
    wf_follow_free(t->follow);
    wf_prepare_free(t->prepare);
    wf_store_forget(t->store, t); /* what has no answer yet gets one when the store is closed */
    live_printer_free(t->printer);
}

int wf_cmd_teardown(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    gboolean only_forget = FALSE, dry_run = FALSE, yes = FALSE;
    const GOptionEntry own[] = {
        LIVE_ENTRIES(live),
        {"forget", 0, 0, G_OPTION_ARG_NONE, &only_forget,
         "delete the zNodes only; nothing is undone", NULL},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run,
         "print what would be undone, in which order", NULL},
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("teardown"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2)
        return wf_cli_usage("teardown", "one stack");
    if (dry_run && only_forget)
        return wf_cli_usage("teardown", "--forget undoes nothing: there is nothing to show");
    if (!live_has_zk(&live, "teardown", &status))
        return status;
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    if (!keys || !confirm(argv[1], yes || dry_run, only_forget))
        return WF_EXIT_FAILED;
    g_autoptr(WfStore) store = live_open_store(&live, keys);
    if (!store)
        return WF_EXIT_FAILED;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfProgress) progress = wf_progress_new(argv[1]);
    Teardown t = {.store = store,
                  .keys = keys,
                  .stack = argv[1],
                  .options = &options,
                  .loop = loop,
                  .progress = progress,
                  .only_forget = only_forget,
                  .dry_run = dry_run,
                  .status = WF_EXIT_FAILED};
    perform(&t);
    return t.interrupted ? WF_EXIT_INTERRUPTED : t.status;
}
