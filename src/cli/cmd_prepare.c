/* weft prepare: the zNodes of a stack, made or updated. */
#include "live.h"

#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/text.h>
#include <weft/znodes.h>

/* A planner of a large model is busy for seconds between two looks at its session. */
#define SESSION_MS 10000
#define COMPONENTS_A_MS 5

typedef struct {
    LiveOptions live;
    char *plan_file;
    gboolean dry_run, yes;
} Arguments;

static void arguments_clear(Arguments *a)
{
    live_options_clear(&a->live);
    g_free(a->plan_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

typedef struct {
    const WfCliOptions *options;
    const Arguments *arguments;
    GMainLoop *loop;
    WfPrepare *prepare;
    const char *stack;
    WfStore *store;
    const WfPrepareOptions *wanted;
    WfFindings *findings;
    bool asked;   /* and agreed to, once there is something written or refused */
    bool again;   /* the stack was changed while it asked */
    guint answer; /* waits for one: a source; 0: not */
    guint look;   /* a source */
    gint64 drawn_at;
    int status;
    bool began, interrupted, drawn;
} Work;

/* ---- what it would do ---- */

static char *counts_text(const WfPrepareCounts *n)
{
    const struct {
        guint n;
        const char *one;
    } parts[] = {{n->vms, "new VM"},     {n->manifests, "manifest"}, {n->outcomes, "outcome"},
                 {n->recipes, "recipe"}, {n->rights, "right"},       {n->removed, "removal"},
                 {n->total, "write"}};
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        g_string_append_printf(text, "%s%u %s%s",
                               i == 0                         ? ""
                               : i + 1 == G_N_ELEMENTS(parts) ? ": "
                                                              : ", ",
                               parts[i].n, parts[i].one, parts[i].n == 1 ? "" : "s");
    g_string_append_c(text, '\n');
    return g_string_free(text, FALSE);
}

static void print_counts(const WfPrepareCounts *n)
{
    g_autofree char *text = counts_text(n);
    fputs(text, stdout);
}

static json_t *counts_json(const WfPrepareCounts *n)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "vms", n->vms, "manifests",
                     n->manifests, "outcomes", n->outcomes, "recipes", n->recipes, "rights",
                     n->rights, "removed", n->removed, "total", n->total);
}

/* {"missing":n,...,"differences":[{"path","difference","expected","found"}]}: sizes in bytes. */
static json_t *comparison_json(const Work *w)
{
    g_autoptr(WfComparison) c = wf_prepare_compare(w->prepare);
    g_autoptr(GPtrArray) paths = wf_comparison_paths(c);
    guint counts[WF_N_DIFFERENCES];
    json_t *differences = json_array(), *whole = json_object();

    wf_comparison_counts(c, counts);
    for (guint i = 0; i < WF_N_DIFFERENCES; i++)
        json_object_set_new(whole, wf_difference_name(i), json_integer(counts[i]));
    for (guint i = 0; i < paths->len; i++) {
        const char *path = paths->pdata[i];
        GBytes *expected = wf_comparison_expected(c, path), *found = wf_comparison_found(c, path);
        json_t *item = json_pack("{s:s, s:s}", "path", path, "difference",
                                 wf_difference_name(wf_comparison_of(c, path)));
        if (expected)
            json_object_set_new(item, "expected_bytes",
                                json_integer((json_int_t)g_bytes_get_size(expected)));
        if (found)
            json_object_set_new(item, "found_bytes",
                                json_integer((json_int_t)g_bytes_get_size(found)));
        if (wf_comparison_only_rights(c, path))
            json_object_set_new(item, "only_rights", json_true());
        json_array_append_new(differences, item);
    }
    json_object_set_new(whole, "differences", differences);
    return whole;
}

static void print_dry_json(Work *w, const WfPrepareCounts *n, const WfPlan *plan)
{
    json_t *writes = json_array();
    char *line;

    for (guint i = 0; (line = wf_prepare_line(w->prepare, i)); i++) {
        json_array_append_new(writes, json_string(line));
        g_free(line);
    }
    wf_cli_print_json(json_pack("{s:i, s:s, s:o, s:o*, s:o, s:o}", "weft", 1, "stack", w->stack,
                                "counts", counts_json(n), "plan",
                                plan ? wf_plan_to_json(plan) : NULL, "znodes", comparison_json(w),
                                "writes", writes));
}

static void print_comparison(const Work *w)
{
    g_autoptr(WfComparison) c = wf_prepare_compare(w->prepare);
    guint n[WF_N_DIFFERENCES];

    wf_comparison_counts(c, n);
    printf("zNodes: %u missing, %u changed, %u extra, %u as they should be\n",
           n[WF_DIFFERENCE_MISSING], n[WF_DIFFERENCE_CHANGED], n[WF_DIFFERENCE_EXTRA],
           n[WF_DIFFERENCE_NONE]);
}

static void print_dry(Work *w, const WfPrepareCounts *n)
{
    char *line;

    for (guint i = 0; (line = wf_prepare_line(w->prepare, i)); i++) {
        g_autofree char *safe = wf_text_visible(line, -1, 0);
        puts(safe);
        g_free(line);
    }
    print_counts(n);
    print_comparison(w);
}

static WfPlan *plan_of(Work *w)
{
    g_autoptr(GError) error = NULL;
    WfPlan *plan = wf_prepare_plan(w->prepare, &error);

    if (!plan)
        wf_cli_error("no plan can be made against what is accepted: %s", error->message);
    return plan;
}

/* ---- asking ---- */

static void put_question(const Work *w)
{
    fprintf(stderr, "Write this %sto stack '%s'? [y/N] ", w->again ? "instead " : "", w->stack);
}

static gboolean on_answer(gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer user)
{
    Work *w = user;
    char answer[256];
    ssize_t n = read(fd, answer, sizeof answer);
    bool yes = n > 0 && (*answer == 'y' || *answer == 'Y');

    if (yes && !wf_store_is_connected(w->store)) {
        fputs("not connected at the moment\n", stderr);
        put_question(w);
        return G_SOURCE_CONTINUE;
    }
    w->answer = 0;
    if (yes)
        wf_prepare_write(w->prepare);
    else
        g_main_loop_quit(w->loop);
    return G_SOURCE_REMOVE;
}

/* Only what was shown is agreed to. Nobody is kept from the stack while somebody thinks; if it was
 * changed meanwhile it is looked at and asked again, see on_done(). */
static void ask(Work *w, const char *text)
{
    if (w->again)
        fputs("now this would be done:\n", stderr);
    fputs(text, stderr);
    put_question(w);
    w->asked = true;
    if (!w->answer)
        w->answer = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, on_answer, w);
}

/* Asks on the terminal; without one somebody has to have said --yes. True: no need to. */
static bool confirm(Work *w, const WfPrepareCounts *n, const WfPlan *plan)
{
    WfPlanFormat format = {.ascii = !wf_cli_utf8(w->options),
                           .color = wf_cli_color(w->options, STDERR_FILENO)};

    if (w->arguments->yes || !n->total)
        return true;
    g_autofree char *work = plan ? wf_plan_to_text(plan, &format) : g_strdup("");
    g_autofree char *counts = counts_text(n);
    g_autofree char *text = g_strconcat(work, counts, NULL);
    if (isatty(STDIN_FILENO)) {
        ask(w, text);
        return false;
    }
    fputs(text, stderr);
    wf_cli_error("nothing was written: say --yes, or answer in a terminal");
    g_main_loop_quit(w->loop);
    return false;
}

static void on_ready(Work *w)
{
    WfPrepareCounts n = wf_prepare_counts(w->prepare);
    bool shown = w->arguments->dry_run || !w->arguments->yes;
    g_autoptr(WfPlan) plan = shown ? plan_of(w) : NULL;

    if (w->arguments->dry_run) {
        if (w->options->json) {
            print_dry_json(w, &n, plan);
        } else {
            g_autofree char *sentence = plan ? wf_plan_sentence(plan) : NULL;
            print_dry(w, &n);
            if (sentence)
                puts(sentence);
        }
        w->status = WF_EXIT_OK;
        g_main_loop_quit(w->loop);
    } else if (confirm(w, &n, plan)) {
        wf_prepare_write(w->prepare);
    }
}

/* ---- doing it ---- */

static void draw(Work *w, const WfPrepareProgress *p)
{
    gint64 now = g_get_monotonic_time();
    bool bar = isatty(STDERR_FILENO) && !w->options->quiet && !w->options->json;

    if (!bar || now - w->drawn_at < G_USEC_PER_SEC / 10)
        return;
    w->drawn_at = now;
    w->drawn = true;
    double left = p->n_done
                      ? (double)p->elapsed_ms / 1000 *
                            (double)(p->n_total - MIN(p->n_done, p->n_total)) / (double)p->n_done
                      : 0;
    fprintf(stderr,
            "\r\x1b[K%s %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ", %.1f s, about %.1f s left",
            wf_prepare_phase_name(p->phase), p->n_done, p->n_total, (double)p->elapsed_ms / 1000,
            left);
}

static void on_prepare(WfPrepare *prepare, const WfPrepareProgress *p, gpointer user);

/* From the beginning, not inside of the call that told of its end. */
static gboolean on_look_again(gpointer user)
{
    Work *w = user;

    w->look = 0;
    w->asked = false;
    w->again = true;
    wf_prepare_free(w->prepare);
    w->prepare = wf_prepare_start(w->store, w->wanted, w->findings, on_prepare, w);
    return G_SOURCE_REMOVE;
}

/* True: it goes on. */
static bool on_done(Work *w, const WfPrepareProgress *p)
{
    if (w->drawn)
        fputs("\r\x1b[K", stderr);
    if (w->asked && !p->partly && g_error_matches(p->error, WF_ERROR, WF_ERROR_CONFLICT)) {
        fprintf(stderr, "%s\n", p->error->message);
        w->look = g_idle_add(on_look_again, w);
        return true;
    }
    w->status = !p->error ? WF_EXIT_OK : p->partly ? WF_EXIT_PARTLY : WF_EXIT_FAILED;
    if (p->error) {
        wf_cli_error("%s", p->error->message);
        if (p->partly)
            wf_cli_error("it is partly written, which is harmless; prepare again to complete it");
        return false;
    }
    WfPrepareCounts n = wf_prepare_counts(w->prepare);
    if (w->options->json) {
        wf_cli_print_json(json_pack("{s:i, s:s, s:I, s:I, s:o}", "weft", 1, "stack", w->stack,
                                    "generation", (json_int_t)p->generation, "elapsed_ms",
                                    (json_int_t)p->elapsed_ms, "counts", counts_json(&n)));
    } else if (!w->options->quiet) {
        printf(n.total ? "stack '%s' is at generation %" G_GUINT64_FORMAT ", in %.1f s\n"
                       : "stack '%s' is at generation %" G_GUINT64_FORMAT ": nothing to write\n",
               w->stack, p->generation, (double)p->elapsed_ms / 1000);
        if (n.total)
            print_counts(&n);
    }
    return false;
}

static void on_prepare(WfPrepare *prepare, const WfPrepareProgress *p, gpointer user)
{
    Work *w = user;

    w->prepare = prepare;
    w->began |= p->phase == WF_PREPARE_WRITING;
    if (p->note && !w->options->quiet)
        fprintf(stderr, "%s\n", p->note);
    if (p->phase == WF_PREPARE_READY)
        on_ready(w);
    else if (p->phase == WF_PREPARE_WRITING || p->phase == WF_PREPARE_TIDYING)
        draw(w, p);
    if (p->phase != WF_PREPARE_DONE)
        return;
    if (!on_done(w, p))
        g_main_loop_quit(w->loop);
}

/* ---- plans ---- */

/* *ret_expected: what the accepted model has to be. False: said why not. */
static bool read_plan(const char *file, const WfModel *m, const WfKeys *keys, char **ret_expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = wf_file_read(file, WF_LIMIT_FILE_BYTES, &error);
    gsize len;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    json_auto_t *plan = data ? wf_json_parse(data, len, WF_LIMIT_FILE_BYTES, file, &error) : NULL;
    const char *accepted = json_string_value(json_object_get(plan, "accepted"));
    const char *old = json_string_value(json_object_get(plan, "old"));
    const char *new = json_string_value(json_object_get(plan, "new"));
    g_autofree char *own = wf_digest_text(wf_plan_model_digest(m));

    if (!plan) {
        wf_cli_error("%s", error->message);
        return false;
    }
    if (g_strcmp0(new, own) != 0) {
        wf_cli_error("the plan in '%s' was made for another model: plan again", file);
        return false;
    }
    if (accepted) /* of a stack, not of a file */
        *ret_expected = g_strdup(accepted);
    else
        *ret_expected = old ? wf_run_model_digest(keys, old) : g_strdup("");
    return true;
}

/* What it was worked out in is as large as the stack: to take that apart piece by piece is a tenth
 * of the whole time, and the program ends anyway. What others see of it ends properly. */
G_NORETURN static void leave(int status, WfStore *store)
{
    wf_store_close(store);
    wf_cli_leave(status);
}

static WfKeys *open_keys(const Arguments *a, const WfCliOptions *options)
{
    g_autofree char *path = wf_keys_path(a->live.key, options->stack);
    bool missing = !g_file_test(path, G_FILE_TEST_EXISTS);
    WfKeys *keys =
        live_keys(&a->live, options->stack, a->dry_run ? LIVE_KEYS_OR_NONE : LIVE_KEYS_MADE);

    if (keys && missing && !a->dry_run && !options->quiet)
        live_say_key_made(path);
    return keys;
}

static int perform(const Arguments *a, const WfCliOptions *options, const WfModel *m)
{
    g_autoptr(WfKeys) keys = open_keys(a, options);
    g_autofree char *expected = NULL;

    if (!keys || (a->plan_file && !read_plan(a->plan_file, m, keys, &expected)))
        return WF_EXIT_FAILED;
    LiveOptions live = a->live; /* borrowed */
    live.session_ms = SESSION_MS + (int)(wf_model_n_components(m) / COMPONENTS_A_MS);
    g_autoptr(WfStore) store = live_open_store(&live, keys);
    if (!store)
        return WF_EXIT_FAILED;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    WfPrepareOptions o = {.stack = options->stack,
                          .model = m,
                          .keys = keys,
                          .expected = expected,
                          .dry_run = a->dry_run,
                          .with_old = a->dry_run || !a->yes,
                          .as_shown = !a->yes};
    Work w = {.options = options,
              .arguments = a,
              .loop = loop,
              .stack = options->stack,
              .store = store,
              .wanted = &o,
              .findings = findings,
              .status = WF_EXIT_FAILED};
    live_on_signal(loop, &w.interrupted);
    w.prepare = wf_prepare_start(store, &o, findings, on_prepare, &w);
    g_main_loop_run(loop);
    wf_cli_print_findings(options, findings, stderr);
    if (w.status == WF_EXIT_OK && !w.interrupted)
        leave(w.status, store);
    wf_prepare_free(w.prepare);
    g_clear_handle_id(&w.answer, g_source_remove);
    g_clear_handle_id(&w.look, g_source_remove);
    if (w.interrupted) {
        fprintf(stderr,
                w.began
                    ? "\ninterrupted; what is written is harmless, prepare again to complete it\n"
                    : "\ninterrupted; nothing is written\n");
        return WF_EXIT_INTERRUPTED;
    }
    return w.status;
}

int wf_cmd_prepare(int argc, char **argv)
{
    g_auto(Arguments) a = {0};
    g_auto(WfCliOptions) options = {0};
    const GOptionEntry own[] = {
        LIVE_ENTRIES(a.live),
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &a.dry_run, "print what it would do", NULL},
        {"plan", 0, 0, G_OPTION_ARG_FILENAME, &a.plan_file,
         "refuse if it is not what this plan was made for", "FILE"},
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &a.yes, "do not ask", NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("prepare"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2 || !options.stack)
        return wf_cli_usage("prepare", "one model, and --stack NAME");
    if (!live_has_zk(&a.live, "prepare", &status))
        return status;
    g_autoptr(WfModel) m = wf_cli_load_checked(&options, argv[1]);
    return m ? perform(&a, &options, m) : WF_EXIT_FAILED;
}
