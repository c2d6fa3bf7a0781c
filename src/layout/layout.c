/* Runs layouts: from memory if possible, else in a child; when that fails once
 * more with dot hurried, then with the built-in placement, so that there is
 * always a picture. */
#include "book.h"
#include "child.h"
#include "dot.h"
#include "draft.h"
#include "shelf.h"
#include "visible.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DEADLINE_MS 1500

/* One request on its way. */
typedef struct {
    WfVisible *visible;
    WfLayoutOptions options;
    WfLayoutQuality quality; /* of the try that runs, or was the last */
    guint children;
    WfLayoutReady ready;
    gpointer data;
    WfChild *child;
    guint idle;
} Job;

struct WfLayout {
    WfBook *book;
    WfShelf *shelf;
    WfLayoutFault fault;
    Job *job; /* in the background */
    guint generation;
    char *trouble;
};

WfLayout *wf_layout_new(void)
{
    WfLayout *layout = g_new0(WfLayout, 1);
    layout->book = wf_book_new();
    layout->shelf = wf_shelf_new();
    return layout;
}

void wf_layout_free(WfLayout *layout)
{
    if (!layout)
        return;
    wf_layout_cancel(layout);
    wf_book_free(layout->book);
    wf_shelf_free(layout->shelf);
    g_free(layout->trouble);
    g_free(layout);
}

void wf_layout_set_fault(WfLayout *layout, WfLayoutFault fault)
{
    layout->fault = fault;
}

static void fill_options(WfLayoutOptions *options, const WfLayoutOptions *given)
{
    *options = given ? *given : (WfLayoutOptions){0};
    options->max_label = options->max_label > 0 ? CLAMP(options->max_label, 4, 200) : 22;
    options->hub_degree = options->hub_degree ? options->hub_degree : 16;
    options->deadline_ms = options->deadline_ms ? options->deadline_ms : DEADLINE_MS;
}

/* --- the parent's side: answers from the book, or from the built-in placement --- */

typedef struct {
    const WfBook *book;
    bool simple;
} Asking;

static bool ask_book(WfSheet *sheet, WfSheetAsk ask, gpointer data)
{
    const Asking *asking = data;
    return wf_book_answer(asking->book, sheet, ask) ||
           (asking->simple && wf_simple_solve(sheet, ask, NULL));
}

static bool ask_simple(WfSheet *sheet, WfSheetAsk ask, gpointer data)
{
    (void)data;
    return wf_simple_solve(sheet, ask, NULL);
}

static WfScene *route(WfDraft *draft)
{
    wf_chain_build(draft);
    wf_untangle_all(draft);
    wf_straighten(draft);
    wf_ports(draft);
    wf_channels(draft);
    wf_rows(draft);
    return wf_finish(draft);
}

/* NULL if the book does not know enough. */
static WfScene *draw(const WfLayout *layout, const Job *job)
{
    Asking asking = {layout->book, job->quality == WF_LAYOUT_SIMPLE};
    WfDesk desk = {job->options.without_dot ? ask_simple : ask_book, &asking};
    bool as_it_should_be = job->options.without_dot || job->quality == WF_LAYOUT_FULL;
    g_autoptr(GBytes) key = wf_shelf_key(job->visible, &job->options);
    WfScene *scene = as_it_should_be ? wf_shelf_get(layout->shelf, key) : NULL;
    if (scene)
        return scene;
    g_autoptr(WfDraft) draft = wf_draft_new(job->visible, &job->options);
    scene = wf_place(draft, &desk) ? route(draft) : NULL;
    if (scene && as_it_should_be)
        wf_shelf_put(layout->shelf, key, scene);
    return scene;
}

/* --- the child's side --- */

typedef struct {
    WfLayout *layout;
    Job *job;
    WfDot *dot;
    int out;
    bool failed;
} Working;

static void misbehave(WfLayoutFault fault, int out, GBytes *record)
{
    gsize len;
    const guint8 *bytes = g_bytes_get_data(record, &len);
    switch (fault) {
    case WF_FAULT_NONE:
        return;
    case WF_FAULT_SEGV:
    case WF_FAULT_ABRT:
    case WF_FAULT_KILL:
        raise(fault == WF_FAULT_SEGV ? SIGSEGV : fault == WF_FAULT_ABRT ? SIGABRT : SIGKILL);
        return;
    case WF_FAULT_HANG:
        for (;;)
            pause();
    case WF_FAULT_HALF:
        wf_child_write(out, bytes, len / 2);
        _exit(0);
    case WF_FAULT_NOISE: {
        g_autofree guint8 *noise = g_memdup2(bytes, len);
        noise[len / 2] ^= 0x55;
        wf_child_write(out, noise, len);
        _exit(0);
    }
    }
}

static bool ask_dot(WfSheet *sheet, WfSheetAsk ask, gpointer data)
{
    Working *working = data;
    if (wf_book_answer(working->layout->book, sheet, ask))
        return true;
    if (!wf_dot_solve(sheet, ask, working->dot)) {
        working->failed = true;
        return wf_simple_solve(sheet, ask, NULL); /* the other sheets may still go well */
    }
    g_autoptr(GBytes) record = wf_book_record(sheet, ask);
    misbehave(working->layout->fault, working->out, record);
    gsize len;
    const guint8 *bytes = g_bytes_get_data(record, &len);
    wf_book_keep(working->layout->book, sheet, ask);
    return wf_child_write(working->out, bytes, len);
}

static int work(int out, gpointer data)
{
    Working *working = data;
    working->out = out;
    working->dot = wf_dot_new(working->job->quality == WF_LAYOUT_HURRIED);
    if (!working->dot)
        return 1;
    WfDraft *draft = wf_draft_new(working->job->visible, &working->job->options);
    WfDesk desk = {ask_dot, working};
    return wf_place(draft, &desk) && !working->failed ? 0 : 1;
}

/* --- the ladder --- */

static void set_trouble(WfLayout *layout, const char *text)
{
    g_free(layout->trouble);
    layout->trouble = g_strdup(text);
}

static void start_child(WfLayout *layout, Job *job)
{
    g_autoptr(GError) error = NULL;
    Working working = {.layout = layout, .job = job};
    job->children++;
    job->child = wf_child_start(work, &working, job->options.deadline_ms, &error);
    if (!job->child)
        set_trouble(layout, error->message);
}

/* Takes in what the child found out and ends it. */
static void collect(WfLayout *layout, Job *job)
{
    if (!job->child)
        return;
    const GByteArray *output = wf_child_output(job->child);
    bool whole = wf_book_read(layout->book, output->data, output->len);
    const char *trouble = wf_child_trouble(job->child);
    if (trouble || !whole)
        set_trouble(layout, trouble ? trouble : "its answer was damaged");
    g_clear_pointer(&job->child, wf_child_free);
}

static void fill_report(const WfLayout *layout, const Job *job, WfLayoutReport *report)
{
    *report = (WfLayoutReport){
        job->quality, job->quality == WF_LAYOUT_FULL ? NULL : layout->trouble, job->children};
}

static void begin(WfLayout *layout, Job *job, WfVisible *visible, const WfLayoutOptions *options)
{
    memset(job, 0, sizeof *job);
    job->visible = wf_visible_ref(visible);
    fill_options(&job->options, options);
    job->quality = job->options.without_dot ? WF_LAYOUT_SIMPLE : WF_LAYOUT_FULL;
    wf_book_trim(layout->book);
    set_trouble(layout, NULL);
}

WfScene *wf_layout_run(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options,
                       WfLayoutReport *ret_report, GError **error)
{
    Job job;
    if (!wf_visible_check(visible, error))
        return NULL;
    begin(layout, &job, visible, options);
    WfScene *scene = draw(layout, &job);
    while (!scene) {
        start_child(layout, &job);
        if (job.child)
            wf_child_wait(job.child);
        collect(layout, &job);
        scene = draw(layout, &job);
        if (!scene)
            job.quality++;
        if (!scene && job.quality == WF_LAYOUT_SIMPLE)
            scene = draw(layout, &job);
    }
    if (ret_report)
        fill_report(layout, &job, ret_report);
    wf_visible_unref(job.visible);
    return scene;
}

WfScene *wf_layout_try(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options)
{
    Job job;
    if (!wf_visible_check(visible, NULL))
        return NULL;
    begin(layout, &job, visible, options);
    WfScene *scene = draw(layout, &job);
    wf_visible_unref(job.visible);
    return scene;
}

/* --- in the background --- */

static void free_job(Job *job)
{
    if (!job)
        return;
    if (job->idle)
        g_source_remove(job->idle);
    wf_child_free(job->child);
    wf_visible_unref(job->visible);
    g_free(job);
}

void wf_layout_cancel(WfLayout *layout)
{
    g_clear_pointer(&layout->job, free_job);
}

/* The job is gone before the callee hears of it, so that it may start the next one at once. */
static void deliver(WfLayout *layout, WfScene *scene, const GError *error)
{
    Job *job = g_steal_pointer(&layout->job);
    WfLayoutReport report;
    fill_report(layout, job, &report);
    g_autofree char *trouble = g_strdup(report.trouble);
    report.trouble = trouble;
    job->ready(scene, &report, layout->generation, error, job->data);
    free_job(job);
}

static void advance(WfLayout *layout);

static void on_child_done(gpointer data)
{
    WfLayout *layout = data;
    collect(layout, layout->job);
    WfScene *scene = draw(layout, layout->job);
    if (!scene)
        layout->job->quality++;
    if (scene)
        deliver(layout, scene, NULL);
    else
        advance(layout);
}

static void advance(WfLayout *layout)
{
    Job *job = layout->job;
    WfScene *scene = draw(layout, job);
    while (!scene) {
        start_child(layout, job);
        if (job->child) {
            wf_child_watch(job->child, on_child_done, layout);
            return;
        }
        job->quality++;
        scene = job->quality == WF_LAYOUT_SIMPLE ? draw(layout, job) : NULL;
    }
    deliver(layout, scene, NULL);
}

static gboolean on_idle(gpointer data)
{
    WfLayout *layout = data;
    g_autoptr(GError) error = NULL;
    layout->job->idle = 0;
    if (wf_visible_check(layout->job->visible, &error))
        advance(layout);
    else
        deliver(layout, NULL, error);
    return G_SOURCE_REMOVE;
}

guint wf_layout_start(WfLayout *layout, WfVisible *visible, const WfLayoutOptions *options,
                      WfLayoutReady ready, gpointer data)
{
    wf_layout_cancel(layout);
    layout->job = g_new0(Job, 1);
    begin(layout, layout->job, visible, options);
    layout->job->ready = ready;
    layout->job->data = data;
    layout->job->idle = g_idle_add_full(G_PRIORITY_DEFAULT, on_idle, layout, NULL);
    return ++layout->generation;
}
