/* A plan for people. What would hurt stands first: deletions and replacements; then the work by
 * wave; what only waits is counted, not listed, unless all is asked for. */
#include "plan_priv.h"

#include <weft/text.h>

static bool hurts(WfPlanAction action)
{
    return action == WF_PLAN_DELETE || action == WF_PLAN_REPLACE || action == WF_PLAN_RECREATE;
}

static const char *color_of(WfPlanAction action)
{
    switch (action) {
    case WF_PLAN_CREATE:
        return "\033[32m";
    case WF_PLAN_UPDATE:
        return "\033[33m";
    case WF_PLAN_RECREATE:
    case WF_PLAN_REPLACE:
        return "\033[35m";
    case WF_PLAN_DELETE:
        return "\033[31m";
    case WF_PLAN_MAYBE:
        return "\033[36m";
    default:
        return "\033[2m";
    }
}

enum { SHOWN = 3 }; /* reasons of an item, unless all are asked for */

static void print_item(const WfPlan *plan, guint32 i, const WfPlanFormat *f, GString *out)
{
    const WfPlanItem *item = wf_plan_item(plan, i);
    guint more = 0;
    g_autoptr(GPtrArray) reasons =
        f->all ? wf_plan_reasons(plan, i) : wf_plan_first_reasons(plan, i, SHOWN, &more);
    const char *sign = wf_plan_action_sign(item->action, f->ascii);

    g_string_append_printf(out, "  %s%s%s ", f->color ? color_of(item->action) : "", sign,
                           f->color ? "\033[0m" : "");
    gsize start = out->len;
    wf_text_append_visible(out, item->name, -1);
    if (item->vm) {
        g_string_append(out, " on ");
        wf_text_append_visible(out, item->vm, -1);
    } else if (item->kind == WF_PLAN_VM) {
        g_string_append(out, " (VM)");
    }
    int pad = 36 - wf_text_width(out->str + start, (gssize)(out->len - start));
    for (guint k = 0; k < reasons->len; k++) {
        if (k)
            g_string_append(out, "; ");
        else
            g_string_append_printf(out, "%*s", MAX(pad, 2), "");
        wf_text_append_visible(out, reasons->pdata[k], -1);
    }
    if (more)
        g_string_append_printf(out, "; %u more", more);
    g_string_append(out, item->may_stop ? " (may stop here)\n" : "\n");
}

static guint print_if(const WfPlan *plan, const WfPlanFormat *f, GString *out,
                      bool (*wanted)(const WfPlanItem *), const char *title)
{
    guint n = 0;

    for (guint32 i = 0; i < wf_plan_n_items(plan); i++) {
        if (!wanted(wf_plan_item(plan, i)))
            continue;
        if (n++ == 0)
            g_string_append_printf(out, "%s:\n", title);
        print_item(plan, i, f, out);
    }
    return n;
}

static bool is_hurting(const WfPlanItem *item)
{
    return hurts(item->action);
}

static bool is_gentle_infrastructure(const WfPlanItem *item)
{
    return item->kind != WF_PLAN_COMPONENT && !hurts(item->action);
}

static int by_wave(gconstpointer a, gconstpointer b, gpointer plan)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    guint32 wave_x = wf_plan_item(plan, x)->wave, wave_y = wf_plan_item(plan, y)->wave;

    return wave_x != wave_y ? (wave_x < wave_y ? -1 : 1) : x < y ? -1 : x > y;
}

/* All that runs, deletions too: they come last among the items, and not in time. */
static void print_waves(const WfPlan *plan, const WfPlanFormat *f, GString *out)
{
    g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 wave = G_MAXUINT32;

    for (guint32 i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->kind == WF_PLAN_COMPONENT && (item->action != WF_PLAN_WAIT || f->all))
            g_array_append_val(listed, i);
    }
    g_array_sort_with_data(listed, by_wave, (gpointer)plan);
    for (guint k = 0; k < listed->len; k++) {
        guint32 i = g_array_index(listed, guint32, k);
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (item->wave != wave)
            g_string_append_printf(out, "wave %u:\n", item->wave + 1);
        wave = item->wave;
        print_item(plan, i, f, out);
    }
}

static void print_renames(const WfPlan *plan, GString *out)
{
    g_autoptr(GArray) renames = wf_plan_renames(plan);

    for (guint i = 0; i + 1 < renames->len; i += 2) {
        g_autofree char *from =
            wf_text_visible(wf_plan_item(plan, g_array_index(renames, guint32, i))->name, -1, 0);
        g_autofree char *to = wf_text_visible(
            wf_plan_item(plan, g_array_index(renames, guint32, i + 1))->name, -1, 0);
        g_string_append_printf(
            out,
            "note: '%s' looks like '%s' under a new name; it is deleted and created all the same\n",
            to, from);
    }
}

static void print_critical(const WfPlan *plan, const WfPlanFormat *f, GString *out)
{
    enum { LINKS = 8 };
    g_autoptr(GArray) path = wf_plan_critical(plan);

    if (path->len < 2)
        return;
    g_string_append_printf(out, "longest chain (%u):", path->len);
    for (guint i = 0; i < path->len; i++) {
        if (i == LINKS && !f->all && path->len > LINKS + 2) {
            g_string_append_printf(out, " ... %u more", path->len - i);
            break;
        }
        g_autofree char *name =
            wf_text_visible(wf_plan_item(plan, g_array_index(path, guint32, i))->name, -1, 0);
        g_string_append_printf(out, "%s%s", i ? (f->ascii ? " > " : " → ") : " ", name);
    }
    g_string_append_c(out, '\n');
}

static void count(GString *out, guint32 n, const char *what)
{
    if (n)
        g_string_append_printf(out, "%s%u %s", out->len ? ", " : "", n, what);
}

char *wf_plan_sentence(const WfPlan *plan)
{
    WfPlanSummary s = wf_plan_summary(plan);
    GString *out = g_string_new(NULL);

    count(out, s.vm_replace, s.vm_replace == 1 ? "VM replaced" : "VMs replaced");
    count(out, s.vm_create, s.vm_create == 1 ? "VM created" : "VMs created");
    count(out, s.vm_update, s.vm_update == 1 ? "VM updated" : "VMs updated");
    count(out, s.vm_remove, s.vm_remove == 1 ? "VM deleted" : "VMs deleted");
    guint32 others = s.resource_create + s.resource_update + s.resource_replace + s.resource_remove;
    count(out, others, others == 1 ? "other resource" : "other resources");
    count(out, s.create, "to create");
    count(out, s.update, "to update");
    count(out, s.recreate, "to run anew");
    count(out, s.remove, "to delete");
    count(out, s.maybe, "may run again");
    count(out, s.wait, "only wait");
    count(out, s.unchanged, "unchanged");
    if (s.waves)
        g_string_append_printf(out, "; %u wave%s, at most %u at a time", s.waves,
                               s.waves == 1 ? "" : "s", s.width);
    return g_string_free(out, FALSE);
}

char *wf_plan_to_text(const WfPlan *plan, const WfPlanFormat *f)
{
    GString *out = g_string_new(NULL);
    g_autofree char *sentence = wf_plan_sentence(plan);

    if (wf_plan_is_empty(plan)) {
        g_string_append_printf(out, "Nothing to do%s%s.\n", *sentence ? ": " : "", sentence);
        return g_string_free(out, FALSE);
    }
    print_if(plan, f, out, is_hurting, "Deleted, replaced and run anew");
    print_if(plan, f, out, is_gentle_infrastructure, "Infrastructure");
    print_waves(plan, f, out);
    print_renames(plan, out);
    print_critical(plan, f, out);
    g_string_append_printf(out, "Plan: %s.\n", sentence);
    return g_string_free(out, FALSE);
}

/* ---- Markdown ---- */

static void append_cell(GString *out, const char *text)
{
    g_autofree char *safe = wf_text_visible(text, -1, 0);

    for (const char *s = safe; *s; s++) {
        if (*s == '|' || *s == '`' || *s == '*' || *s == '_' || *s == '<' || *s == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *s);
    }
}

static void markdown_rows(const WfPlan *plan, const WfPlanFormat *f, bool hurting, GString *out)
{
    bool any = false;

    for (guint32 i = 0; i < wf_plan_n_items(plan); i++) {
        const WfPlanItem *item = wf_plan_item(plan, i);
        if (hurts(item->action) != hurting || (item->action == WF_PLAN_WAIT && !f->all))
            continue;
        if (!any)
            g_string_append_printf(
                out, "\n### %s\n\n| | what | where | wave | why |\n|---|---|---|---|---|\n",
                hurting ? "Deleted, replaced and run anew" : "The rest");
        any = true;
        g_autoptr(GPtrArray) reasons = wf_plan_reasons(plan, i);
        g_ptr_array_add(reasons, NULL);
        g_autofree char *why = g_strjoinv("; ", (char **)reasons->pdata);
        g_string_append_printf(out, "| %s | ", wf_plan_action_sign(item->action, f->ascii));
        append_cell(out, item->name);
        g_string_append(out, " | ");
        append_cell(out, item->vm ? item->vm : item->kind == WF_PLAN_VM ? "VM" : "resource");
        if (item->kind == WF_PLAN_COMPONENT)
            g_string_append_printf(out, " | %u | ", item->wave + 1);
        else
            g_string_append(out, " | | ");
        append_cell(out, why);
        g_string_append(out, " |\n");
    }
}

char *wf_plan_to_markdown(const WfPlan *plan, const WfPlanFormat *f)
{
    GString *out = g_string_new("## Plan\n\n");
    g_autofree char *sentence = wf_plan_sentence(plan);

    const char *nothing = !wf_plan_is_empty(plan) ? ""
                          : *sentence             ? "Nothing to do: "
                                                  : "Nothing to do";
    g_string_append_printf(out, "%s%s.\n", nothing, sentence);
    markdown_rows(plan, f, true, out);
    markdown_rows(plan, f, false, out);
    return g_string_free(out, FALSE);
}
