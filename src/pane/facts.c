/* What there is to say about a thing, and about a row of the run. */
#include "facts_priv.h"

#include <weft/live.h>

GPtrArray *facts_about(WfDesk *desk, WfThing thing, int width, bool ascii)
{
    Facts f = facts_start(desk, width, ascii);
    g_autofree char *marks = wf_marks_of(desk, thing);
    if (marks)
        facts_addf(&f, WF_ROLE_LABEL, "marked %s", marks);
    switch (thing.kind) {
    case WF_THING_COMPONENT:
        facts_component(&f, thing.id);
        break;
    case WF_THING_FACTS:
        facts_vm_published(&f, thing.id);
        break;
    case WF_THING_VM:
        facts_vm(&f, thing.id);
        break;
    case WF_THING_STACK:
        facts_stack(&f, thing.id);
        break;
    case WF_THING_ROLE:
        facts_role(&f, thing.id);
        break;
    case WF_THING_RESOURCE:
        facts_resource(&f, thing.id);
        break;
    case WF_THING_NONE:
        break;
    }
    return f.rows;
}

/* The summary that the command line prints, line by line. */
static void add_summary(Facts *f, const WfDeskRun *run)
{
    WfProgress *p = wf_desk_run_progress(run);
    g_autofree char *text = wf_progress_summary(p, wf_desk_run_now(run));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        bool heading = lines[i][0] && lines[i][0] != ' ';
        bool bad = g_str_has_prefix(lines[i], "failed");
        if (lines[i][0] || lines[i + 1])
            facts_wrap(f,
                       bad       ? WF_ROLE_STATE_FAILED
                       : heading ? WF_ROLE_STRONG
                                 : WF_ROLE_TEXT,
                       6, 4, lines[i]);
    }
}

GPtrArray *facts_about_run(WfDesk *desk, int number, int width, bool ascii)
{
    Facts f = facts_start(desk, width, ascii);
    const WfDeskRun *run = desk->run;
    WfProgress *p = wf_desk_run_progress(run);
    if (!p)
        return f.rows;
    if (number == WF_DETAIL_SUMMARY) {
        add_summary(&f, run);
        return f.rows;
    }
    if (number < 0 || (guint32)number >= wf_progress_n_rows(p))
        return f.rows;
    const WfRow *row = wf_progress_row(p, (guint32)number);
    WfThing thing = wf_desk_run_thing_of_row(run, (guint32)number);
    g_autofree char *name = g_strdup_printf("%s on VM %s", row->name, row->vm);
    facts_wrap(&f, WF_ROLE_STRONG, 2, 3, name);
    facts_run_row(&f, (guint32)number);
    f.run_told = true;
    if (thing.kind == WF_THING_COMPONENT) {
        facts_add(&f, WF_ROLE_TEXT, "");
        facts_component(&f, thing.id);
    }
    return f.rows;
}
