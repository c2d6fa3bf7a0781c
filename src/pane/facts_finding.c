/* A finding in full, and an item of the plan with what changed. */
#include "facts_priv.h"

#include <weft/text.h>

static void point_at(Fact *fact, const char *path, guint line)
{
    g_free(fact->path);
    fact->path = g_strdup(path);
    fact->line = line;
}

/* Of a long line the part around the place. */
static void add_source_line(Facts *f, const WfFinding *finding)
{
    if (!finding->source)
        return;
    g_autofree char *source = wf_text_visible(finding->source, -1, 4000);
    guint first = MAX(finding->source_column, 1), skip = 0;
    guint at = finding->span.column >= first ? finding->span.column - first : 0;
    glong n = g_utf8_strlen(source, -1);
    if ((int)at > f->width - 8)
        skip = MIN(at - (guint)f->width / 2, (guint)n);
    facts_add(f, WF_ROLE_TEXT, "");
    point_at(facts_addf(f, WF_ROLE_TEXT, "  %s%s", skip ? (f->ascii ? "~" : "…") : "",
                        g_utf8_offset_to_pointer(source, skip)),
             finding->path, finding->span.line);
    g_autofree char *before = g_utf8_substring(source, skip, MIN(MAX(at, skip), n));
    g_autofree char *pad = g_strnfill((gsize)wf_text_width(before, -1) + (skip ? 1 : 0), ' ');
    facts_addf(f, wf_severity_role(finding->severity), "  %s^", pad);
}

static void add_related(Facts *f, const WfFinding *finding)
{
    if (!finding->related || !finding->related->len)
        return;
    facts_heading(f, finding->code == WF_CODE_CYCLE ? "steps" : "related");
    for (guint i = 0; i < finding->related->len; i++) {
        const WfRelated *related = g_ptr_array_index(finding->related, i);
        guint first = f->rows->len;
        g_autofree char *text = g_strdup_printf(" %s", related->text);
        facts_wrap(f, finding->code == WF_CODE_CYCLE ? WF_ROLE_EDGE_CYCLE : WF_ROLE_TEXT, 3, 4,
                   text);
        facts_file(f, "   ", related->path, related->span.line);
        for (guint row = first; row < f->rows->len; row++)
            point_at(g_ptr_array_index(f->rows, row), related->path, related->span.line);
    }
}

GPtrArray *facts_about_finding(WfDesk *desk, guint i, int width, bool ascii)
{
    Facts f = facts_start(desk, width, ascii);
    if (i >= wf_findings_n(desk->findings))
        return f.rows;
    const WfFinding *finding = wf_findings_get(desk->findings, i);
    facts_addf(&f, wf_severity_role(finding->severity), "%s  %s",
               wf_severity_name(finding->severity), wf_code_name(finding->code));
    facts_wrap(&f, WF_ROLE_STRONG, 0, 8, finding->message);
    facts_file(&f, "", finding->path, finding->span.line);
    if (finding->hint) {
        facts_add(&f, WF_ROLE_TEXT, "");
        facts_wrap(&f, WF_ROLE_TEXT, 2, 8, finding->hint);
    }
    add_source_line(&f, finding);
    add_related(&f, finding);
    if (finding->subject) {
        WfThing thing = wf_view_find(desk->view, finding->subject);
        facts_heading(&f, "about");
        if (thing.kind != WF_THING_NONE)
            facts_link(&f, WF_ROLE_LABEL, " ", thing, "");
        else
            facts_addf(&f, WF_ROLE_LABEL, " %s", finding->subject);
    }
    return f.rows;
}

/* --- the plan --- */

/* Recipe and inputs as lines to compare. A secret is its mask in both, unless it differs. */
static char *lines_of(const WfModel *m, WfId component, bool inputs)
{
    WfId first;
    guint32 n;
    if (component == WF_NONE || !m)
        return g_strdup("");
    if (!inputs) {
        char *text = facts_recipe(m, component, WF_CREATE);
        return text ? text : g_strdup("");
    }
    GString *out = g_string_new(NULL);
    wf_model_component_inputs(m, component, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfInput input;
        wf_model_input(m, i, &input);
        g_autofree char *value = facts_value(m, input.value, input.secret);
        g_string_append_printf(out, "%s = %s\n", input.name, value);
    }
    return g_string_free(out, FALSE);
}

static char **split(const char *text)
{
    g_autofree char *trimmed = g_strchomp(g_strdup(text));
    return g_strsplit(trimmed, "\n", -1);
}

static void add_diff(Facts *f, const char *title, const char *old, const char *new)
{
    static const WfRole roles[] = {WF_ROLE_SAME, WF_ROLE_REMOVED, WF_ROLE_ADDED, WF_ROLE_DIM};
    g_auto(GStrv) left = split(old), right = split(new);
    if (g_str_equal(old, new))
        return;
    g_autoptr(GArray) rows =
        wf_diff_lines(left, g_strv_length(left), right, g_strv_length(right), 3);
    facts_heading(f, "%s", title);
    for (guint i = 0; i < rows->len; i++) {
        const WfDiffRow *row = &g_array_index(rows, WfDiffRow, i);
        if (row->kind == WF_DIFF_SKIPPED) {
            facts_addf(f, WF_ROLE_DIM, "  %u line%s alike", row->n, row->n == 1 ? "" : "s");
            continue;
        }
        const char *line = row->kind == WF_DIFF_ADDED ? right[row->right] : left[row->left];
        facts_addf(f, roles[row->kind], "%c %s",
                   row->kind == WF_DIFF_ADDED     ? '+'
                   : row->kind == WF_DIFF_REMOVED ? '-'
                                                  : ' ',
                   line);
    }
}

static void add_diffs(Facts *f, const WfPlanItem *item)
{
    g_autofree char *old_inputs = lines_of(f->desk->old, item->old_id, true);
    g_autofree char *new_inputs = lines_of(f->m, item->new_id, true);
    g_autofree char *old_recipe = lines_of(f->desk->old, item->old_id, false);
    g_autofree char *new_recipe = lines_of(f->m, item->new_id, false);
    add_diff(f, "inputs", old_inputs, new_inputs);
    add_diff(f, "recipe", old_recipe, new_recipe);
}

static void add_reasons(Facts *f, guint32 number)
{
    g_autoptr(GPtrArray) reasons = wf_plan_reasons(f->desk->plan, number);
    if (reasons->len)
        facts_heading(f, "why");
    for (guint i = 0; i < reasons->len; i++) {
        g_autofree char *line = g_strconcat(" ", g_ptr_array_index(reasons, i), NULL);
        facts_wrap(f, WF_ROLE_TEXT, 3, 4, line);
    }
}

GPtrArray *facts_about_item(WfDesk *desk, guint32 number, int width, bool ascii)
{
    static const char *const kinds[] = {"component", "VM", "resource"};
    Facts f = facts_start(desk, width, ascii);
    if (!desk->plan || number >= wf_plan_n_items(desk->plan))
        return f.rows;
    const WfPlanItem *item = wf_plan_item(desk->plan, number);
    WfThing thing = wf_desk_thing_of_item(desk, number);
    const char *path;
    guint line;
    facts_wrap(&f, WF_ROLE_STRONG, 2, 3, item->name);
    facts_addf(&f, WF_ROLE_TEXT, "%s: %s%s", kinds[item->kind], wf_plan_action_name(item->action),
               item->may_stop ? " (the wave may end here)" : "");
    if (item->vm)
        facts_addf(&f, WF_ROLE_FRAME_TITLE, "on VM %s", item->vm);
    if (thing.kind != WF_THING_NONE)
        facts_link(&f, WF_ROLE_LABEL, "show ", thing, " in the graph");
    if (wf_desk_source_of_item(desk, number, &path, &line))
        facts_file(&f, "", path, line);
    add_reasons(&f, number);
    if (item->kind == WF_PLAN_COMPONENT)
        add_diffs(&f, item);
    return f.rows;
}
